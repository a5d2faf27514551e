// The desk for paper forms: digits choose, Enter moves on. Without it the page is a plain form.
(() => {
'use strict';
const form = document.getElementById('phieu');
const fields = [...form.querySelectorAll('input[type=text],textarea')];
const heard = document.getElementById('nghe');
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
let sent = false;

// ---- what the digits mean, shown while they are typed
const keysOf = (field) => document.getElementById(field.name + '-k');
const partsOf = (field) => {
  const typed = field.value.trim();
  if (field.dataset.several === undefined) return typed ? [typed] : [];
  const parts = typed.split(/[\s,;.]+/).filter(Boolean);
  return keysOf(field).children.length > 9 ? parts : parts.flatMap((one) => [...one]);
};
const isRight = (field) => {
  const keys = keysOf(field);
  if (!keys) return field.dataset.check === undefined || !field.value.trim() || fits(field.value);
  const digits = [...keys.children].map((one) => one.dataset.digit);
  return partsOf(field).every((one) => digits.includes(one));
};
// The check character of a printed serial number, as the server reads it.
const fits = (typed) => {
  const plain = typed.toUpperCase().replace(/[-\s]/g, '');
  if (!/^[0-9]{1,6}[0-9A-Z]$/.test(plain)) return false;
  const body = plain.slice(0, -1).padStart(6, '0');
  const sum = [...body].reduce((all, one, place) => all + (2 * place + 1) * Number(one), 0);
  return LETTERS[sum % 32] === plain.slice(-1);
};
const mark = (field) => {
  const keys = keysOf(field), parts = partsOf(field);
  if (keys) {
    for (const one of keys.children) one.classList.toggle('on', parts.includes(one.dataset.digit));
  }
  if (isRight(field)) field.removeAttribute('aria-invalid');
};
const complain = (field) => {
  field.setAttribute('aria-invalid', 'true');
  heard.textContent = '';
  heard.textContent = field.dataset.check === undefined ? form.dataset.noBox
    : form.dataset.noSerial;
  let line = document.getElementById(field.name + '-x');
  if (!line) {
    line = document.createElement('p');
    line.className = 'err';
    line.id = field.name + '-x';
    field.parentElement.append(line);
  }
  line.textContent = heard.textContent;
  field.select();
};
const calm = (field) => {
  const line = document.getElementById(field.name + '-x');
  if (line) line.remove();
};

// ---- moving
const go = (field) => {
  field.focus();
  field.select();
  field.scrollIntoView({ block: 'nearest' });
};
const step = (field, by) => {
  const next = fields[fields.indexOf(field) + by];
  if (next) go(next);
  else if (by > 0) form.requestSubmit();
};
form.addEventListener('keydown', (event) => {
  const field = event.target, long = field.matches('textarea');
  if (!fields.includes(field)) return;
  if (event.key === 'Enter' && !(long && event.shiftKey)) {
    event.preventDefault();
    if (!isRight(field)) complain(field);
    else if (event.ctrlKey) form.requestSubmit();
    else step(field, 1);
  } else if (!long && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    step(field, event.key === 'ArrowUp' ? -1 : field === fields[fields.length - 1] ? 0 : 1);
  }
});
document.addEventListener('keydown', (event) => {
  const undo = document.getElementById('hoan-tac');
  if (event.key === 'F8' && undo) {
    event.preventDefault();
    undo.focus();
  }
});
form.addEventListener('input', ({ target }) => { calm(target); mark(target); });
form.addEventListener('submit', (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener('pageshow', () => { sent = false; });
fields.forEach(mark);
const first = fields.find((one) => one.autofocus);
if (first) go(first);
})();
