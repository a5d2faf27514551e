"""This package turns lists of people into invitations: e-mails to send and slips to hand out."""
