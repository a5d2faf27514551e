// The interviewer's device beside the tablet's script: today's tries, and those without an interview.
(() => {
'use strict';
const REGRET = 5000;
const byId = (id) => document.getElementById(id);
const box = byId('pv'), news = byId('pv-news'), home = location.pathname;
const KINDS = ['interview', 'refusal', 'absence'];
const outcomeOf = (item) => new URLSearchParams(item.body).get('ket_qua') || 'interview';
let told = { day: box.dataset.day, today: {} };
for (const kind of KINDS) told.today[kind] = Number(byId('pv-' + kind).dataset.base);

// What the server counted last, and what this device has not sent yet.
const draw = async () => {
  let queue = [];
  try {
    queue = (await Hang.list()).filter((one) => !one.refused
      && new URL(one.url, location).pathname.startsWith(home));
  } catch { /* no IndexedDB: everything goes out at once */ }
  const waiting = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  for (const item of queue) waiting[outcomeOf(item)] += 1;
  for (const kind of KINDS) byId('pv-' + kind).textContent = told.today[kind] + waiting[kind];
  byId('pv-waiting').textContent = queue.length;
};
const hear = (said) => {
  if (said && said.today) told = said;
  return draw();
};
const ask = async () => {
  try {
    const answer = await fetch(home + '/luot');
    if (answer.ok) return hear(await answer.json());
  } catch { /* without a network the last count stands */ }
  return draw();
};

// A finger slips: for five seconds a try can be taken back, then it is sent.
let pending;
const quiet = () => { news.hidden = true; pending = undefined; };
const tell = (text, undo) => {
  news.hidden = false;
  news.querySelector('p').textContent = text;
  byId('pv-undo').hidden = !undo;
};
const send = async (item) => {
  if (pending && pending.key === item.key) quiet();
  const left = await Hang.list().catch(() => []);
  if (!left.some((one) => one.key === item.key)) return ask();
  try {
    const answer = await Hang.post(item);
    if (answer.headers.get('Thuocdo-Receipt')) {
      await Hang.drop(item.key);
      return hear(await answer.json());
    }
  } catch { /* it stays in the queue */ }
  Hang.work();
  return draw();
};
const note = async (button) => {
  const key = Hang.newKey(), outcome = button.dataset.outcome;
  const body = new URLSearchParams({ key, ket_qua: outcome }).toString();
  const item = { key, url: home + '/luot', body, at: Date.now(), kiosk: true,
    next: Date.now() + REGRET };
  try {
    await Hang.put(item);
  } catch {
    await Hang.post(item).catch(() => {});
    return ask();
  }
  pending = item;
  tell(box.dataset.noted.replace('{what}', button.textContent.trim().toLowerCase()), true);
  setTimeout(() => send(item), REGRET);
  return draw();
};
const undo = async () => {
  const item = pending;
  if (!item) return;
  const there = (await Hang.list()).some((one) => one.key === item.key);
  await Hang.drop(item.key);
  quiet();
  if (!there) tell(box.dataset.late, false);
  draw();
};

document.addEventListener('click', (event) => {
  const press = event.target.closest('button');
  if (!press) return;
  if (press.dataset.outcome) note(press);
  else if (press.id === 'pv-undo') undo();
});
document.addEventListener('da-nhan', ({ detail }) => hear(detail));
if (typeof BroadcastChannel !== 'undefined') new BroadcastChannel('tin').onmessage = ask;
addEventListener('online', ask);
ask();
})();
