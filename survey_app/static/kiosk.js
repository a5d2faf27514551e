// The counter tablet: one question at a time, then the next person, with nothing of the last one.
(() => {
'use strict';
const INTERVAL = 5000, WARN = 10000, RESET = 30000, PATIENCE = 4000, BEAT = 60000;
const AFTER_TOUCH = 350, VIETNAM = 7 * 36e5;
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const byId = (id) => document.getElementById(id);
const main = document.querySelector('main'), said = main.dataset;
const calm = said.calm !== undefined;
const home = location.pathname, language = said.lang;
const [back, next, now, nav, step] = ['k-back', 'k-next', 'k-now', 'k-nav', 'k-step'].map(byId);
const pristine = document.querySelector('form').cloneNode(true);
const checkAt = byId('k-check').textContent;
let form = document.querySelector('form');
let place = 0, touched = Date.now(), busy = false, moving;

// ---- which questions are asked
const questions = () => [...form.querySelectorAll('[data-q]')];
const screens = () => [...form.querySelectorAll('.k-screen')];
const inputs = (screen) => [...screen.querySelectorAll('input,select,textarea')];
const valuesOf = (screen) => inputs(screen).filter((one) => one.name
  && (!['radio', 'checkbox'].includes(one.type) || one.checked) && one.value.trim() !== '');
const answered = (screen) => valuesOf(screen).length > 0;
// A required table wants an answer on every line.
const complete = (screen) => screen.dataset.required === undefined || screen.dataset.kind === 'note'
  || (answered(screen) && [...screen.querySelectorAll('.row[aria-required=true]')].every(answered));
const number = (text, mark) => {
  const plain = mark ? text.replace(mark === ',' ? /[. ]/g : /[, ]/g, '').replace(',', '.') : text;
  return /^-?[0-9]+(\.[0-9]+)?$/.test(plain) ? Number(plain) : null;
};
const meets = (test, asked) => {
  const screen = asked.get(test.question);
  let given = screen ? valuesOf(screen) : [];
  if (test.row !== undefined) {
    given = given.filter((one) => one.name === `${test.question}/${test.row}`);
  }
  if (test.answered !== undefined) return (given.length > 0) === test.answered;
  if (test.any_of) return given.some((one) => test.any_of.map(String).includes(one.value));
  const value = given.length ? number(given[0].value, screen.dataset.mark) : null;
  if (value === null) return false;
  return test.at_least !== undefined ? value >= test.at_least : value <= test.at_most;
};
const holds = (one, asked) => {
  if (one.all) return one.all.every((part) => holds(part, asked));
  if (one.any) return one.any.some((part) => holds(part, asked));
  if (one.not) return !holds(one.not, asked);
  return meets(one, asked);
};
// In order, so that the answer to a question that is no longer asked decides nothing.
const shown = () => {
  const asked = new Map();
  for (const screen of questions()) {
    const when = screen.dataset.when;
    if (!when || holds(JSON.parse(when), asked)) asked.set(screen.dataset.q, screen);
  }
  return [...asked.values()];
};

// ---- showing one screen
const only = (screen, quiet) => {
  for (const one of document.querySelectorAll('.k-screen')) one.hidden = one !== screen;
  scrollTo(0, 0);
  if (!quiet) screen.focus({ preventScroll: true });
};
const complain = (screen, text) => {
  const old = screen.querySelector('.k-err');
  if (old) old.remove();
  if (!text) return;
  const line = document.createElement('p');
  line.className = 'err k-err';
  line.setAttribute('role', 'alert');
  line.textContent = text;
  (screen.querySelector('fieldset,.item') || screen).append(line);
};
const label = () => {
  const asked = shown(), screen = asked[place], last = place >= asked.length - 1;
  document.body.classList.toggle('begun', place > 0 || Boolean(screen && answered(screen)));
  nav.hidden = !screen;
  if (!screen) return;
  const open = asked.some((one) => !complete(one));
  const fresh = place === 0 && !answered(screen);
  back.hidden = place === 0;
  now.hidden = last || place === 0 || open;
  next.textContent = last ? said.send
    : answered(screen) || screen.dataset.kind === 'note' || screen.dataset.required !== undefined
      ? said.next : said.skip;
  next.className = last || answered(screen) ? '' : 'quiet';
  next.hidden = fresh && screen.dataset.required !== undefined;
  step.textContent = said.step.replace('{number}', place + 1).replace('{total}', asked.length);
};
const go = (to, quiet) => {
  clearTimeout(moving);
  const asked = shown();
  place = Math.max(0, Math.min(to, asked.length - 1));
  only(asked[place], quiet);
  label();
};
const onward = () => {
  const asked = shown(), screen = asked[place];
  complain(screen, '');
  if (!complete(screen)) {
    complain(screen, said.missing);
    return;
  }
  if (place < asked.length - 1) go(place + 1);
  else send();
};

// ---- the next person: a form that nobody has touched takes the place of the old one
const reset = () => {
  clearTimeout(moving);
  busy = false;
  const clean = pristine.cloneNode(true);
  form.replaceWith(clean);
  form = clean;
  byId('k-receipt').textContent = '';
  byId('k-check').textContent = checkAt;
  byId('k-idle').hidden = true;
  if (getSelection) getSelection().removeAllRanges();
  if (language !== 'vi') { location.replace(home); return; }
  go(0, true);
  hours();
};

// ---- sending
const wait = (time) => new Promise((ok) => setTimeout(ok, time));
// An interviewer hands the device on when it is time: the next person comes by a button.
let onceMore;
const finish = async (screen) => {
  only(screen);
  nav.hidden = true;
  await (calm ? new Promise((ok) => { onceMore = ok; }) : wait(INTERVAL));
  reset();
  beat();
};
const body = () => {
  const asked = new Set(shown()), given = new FormData(form);
  for (const screen of questions()) {
    if (!asked.has(screen)) inputs(screen).forEach((one) => given.delete(one.name));
  }
  return new URLSearchParams(given).toString();
};
const refusedBy = async (answer) => {
  const { fields, whole } = await answer.json();
  const asked = shown();
  const at = asked.findIndex((one) => fields[one.dataset.q]);
  busy = false;
  go(at < 0 ? asked.length - 1 : at);
  complain(shown()[place], at < 0 ? whole.join(' ') : fields[asked[at].dataset.q]);
};
const send = async () => {
  if (busy) return;
  busy = true;
  form.elements.key.value = Hang.newKey();
  const url = `${home}?phieu=${said.phieu}&lang=${language}`;
  const item = {
    key: form.elements.key.value, url, body: body(), at: Date.now(), kiosk: true, pass: pass(),
    next: Date.now() + PATIENCE,
  };
  only(byId('k-sending'));
  nav.hidden = true;
  byId('k-idle').hidden = true;
  let stored = true, answer;
  try { await Hang.put(item); } catch { stored = false; }
  try {
    answer = await Promise.race([Hang.post(item), stored ? wait(PATIENCE) : new Promise(() => {})]);
  } catch { /* no network */ }
  const receipt = answer && answer.headers.get('Thuocdo-Receipt');
  if (receipt) {
    if (stored) await Hang.drop(item.key);
    if (calm) document.dispatchEvent(new CustomEvent('da-nhan', { detail: await answer.json() }));
    byId('k-receipt').textContent = receipt;
    byId('k-check').textContent = checkAt + receipt;
    await finish(byId('k-thanks'));
  } else if (answer && (answer.status === 400 || answer.status === 422)) {
    if (stored) await Hang.drop(item.key);
    await refusedBy(answer);
  } else if (stored) {
    Hang.work();
    if (calm) document.dispatchEvent(new CustomEvent('da-nhan'));
    await finish(byId('k-saved'));
  } else {
    busy = false;
    go(place);
  }
};

// ---- nobody there any more
const touch = () => { touched = Date.now(); byId('k-idle').hidden = true; };
const begun = () => place > 0 || (form.isConnected && questions().some(answered));
setInterval(() => {
  if (busy || calm) return;
  const idle = Date.now() - touched;
  if (!begun() && language === 'vi') return;
  if (idle >= RESET) { reset(); return; }
  if (idle < WARN) return;
  byId('k-idle').hidden = false;
  const line = byId('k-idle').querySelector('p');
  const text = said.backIn.replace('{seconds}', Math.ceil((RESET - idle) / 5000) * 5);
  if (line.textContent !== text) line.textContent = text;
}, 500);
for (const kind of ['pointerdown', 'keydown', 'input', 'wheel']) {
  addEventListener(kind, touch, { passive: true });
}

// ---- opening hours, in Viet Nam's time whatever the tablet's zone
const hours = () => {
  if (!said.hours || busy || begun()) return;
  const local = new Date(Date.now() + VIETNAM);
  const clock = local.toISOString().slice(11, 16);
  const spans = JSON.parse(said.hours)[local.getUTCDay() || 7] || [];
  const open = spans.some(([from, to]) => from <= clock && clock < to);
  const shut = byId('k-shut');
  if (!open && shut.hidden) { only(shut, true); nav.hidden = true; }
  if (open && !shut.hidden) go(0, true);
};
setInterval(hours, 5000);

// ---- signs of life: how many answers wait, never whose
const kept = (name, value) => {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name) || '';
  } catch { return ''; }
};
const pass = () => kept(`kiosk-the:${said.code}`);
const tablet = () => kept('kiosk-ten') || kept('kiosk-ten',
  [...crypto.getRandomValues(new Uint8Array(4))].map((one) => LETTERS[one % 32]).join(''));
const beat = async () => {
  if (!pass()) return;
  let queue = [], battery = null;
  try { queue = await Hang.list(); } catch { /* no IndexedDB */ }
  try { battery = Math.round((await navigator.getBattery()).level * 100); } catch { /* none */ }
  const refused = queue.filter((one) => one.refused).length;
  try {
    const answer = await fetch(`/kiosk/${said.code}/song`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Kiosk-Pass': pass() },
      body: JSON.stringify({
        tablet: tablet(), queued: queue.length - refused, refused, version: said.version, battery,
      }),
    });
    const told = await answer.json();
    // A new form or new hours: loaded when nobody is at the tablet.
    if (told.version && told.version !== said.version && !begun() && !busy) location.reload();
  } catch { /* the office sees that nothing came */ }
};
setInterval(beat, BEAT);

// ---- touch and keys
document.addEventListener('click', (event) => {
  const press = event.target.closest('button,a');
  if (press === next) onward();
  else if (press === back) go(place - 1);
  else if (press === now) send();
  else if (press && press.classList.contains('k-again')) onceMore();
  else if (press && press.hreflang) {
    // Nothing is left to go back to.
    event.preventDefault();
    location.replace(press.href);
  } else if (press && press.id === 'toan-man-hinh') document.documentElement.requestFullscreen();
  else if (event.detail && event.target.matches('input[type=radio]')) {
    // A finger on a face moves on by itself; arrow keys only choose, Enter moves on.
    const screen = event.target.closest('[data-kind=rating],[data-kind=yes_no],[data-kind=net_promoter]');
    clearTimeout(moving);
    if (screen) {
      const from = place;
      moving = setTimeout(() => { if (place === from && !busy) advance(); }, AFTER_TOUCH);
    }
  }
});
const advance = () => {
  if (place < shown().length - 1) onward();
};
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || busy || nav.hidden) return;
  if (event.target.matches('button,a,textarea')) return;
  event.preventDefault();
  onward();
});
document.addEventListener('submit', (event) => event.preventDefault());
for (const kind of ['input', 'change']) {
  document.addEventListener(kind, () => {
    const screen = shown()[place];
    if (screen && !busy) { complain(screen, ''); label(); }
  });
}
document.addEventListener('contextmenu', (event) => event.preventDefault());
addEventListener('pageshow', (event) => { if (event.persisted) reset(); });
const full = byId('toan-man-hinh');
const seen = () => { full.hidden = Boolean(document.fullscreenElement) || !document.fullscreenEnabled; };
document.addEventListener('fullscreenchange', seen);
const awake = () => navigator.wakeLock && !document.hidden
  && navigator.wakeLock.request('screen').catch(() => {});
document.addEventListener('visibilitychange', awake);

// ---- begin
const query = new URLSearchParams(location.search);
if (query.has('the')) {
  kept(`kiosk-the:${said.code}`, query.get('the'));
  history.replaceState(null, '', home + (language === 'vi' ? '' : `?lang=${language}`));
}
byId('k-tablet').textContent = tablet();
seen();
awake();
go(0, true);
hours();
beat();
})();
