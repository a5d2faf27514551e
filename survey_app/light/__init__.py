"""This package is the light page: server-rendered HTML of a few kilobytes, without JavaScript."""
