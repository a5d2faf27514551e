// One file for three places: the light page, the counter tablet, and the service worker that stands
// behind both. It adds; without it every page works as before. No library, nothing but this host.
(() => {
'use strict';
const CACHE = 'phieu', TAG = 'gui-sau', NEWS = 'tin', DAY = 864e5;
const KEEP_QUEUE = 30 * DAY, KEEP_DRAFT = DAY, KEEP_PAGES = 12;
const SLOW = 6000, HANGING = 25000, LONGEST_PAUSE = 6e5;
const FORM = 'application/x-www-form-urlencoded';
const RECEIPT = 'Thuocdo-Receipt';
const inPage = typeof document !== 'undefined';
const news = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NEWS);

// ---- the queue: one IndexedDB, read and written by page and worker alike
const opened = () => new Promise((ok, no) => {
  const ask = indexedDB.open('thuocdo', 1);
  ask.onupgradeneeded = () => {
    for (const name of ['cho', 'xong']) ask.result.createObjectStore(name, { keyPath: 'key' });
  };
  ask.onsuccess = () => ok(ask.result);
  ask.onerror = () => no(ask.error);
});
// Strict: an answer must outlive a telephone whose battery falls out.
const on = async (store, mode, work) => {
  const db = await opened();
  try {
    return await new Promise((ok, no) => {
      const act = db.transaction(store, mode, { durability: 'strict' });
      const asked = work(act.objectStore(store));
      act.oncomplete = () => ok(asked.result);
      act.onabort = act.onerror = () => no(act.error);
    });
  } finally {
    db.close();
  }
};
const put = (store, item) => on(store, 'readwrite', (all) => all.put(item));
const drop = (store, ...keys) => on(store, 'readwrite', (all) => {
  keys.forEach((key) => all.delete(key));
  return all.count();
});
const list = (store) => on(store, 'readonly', (all) => all.getAll());
const waiting = async () => (await list('cho')).filter((one) => !one.refused);

const newKey = () =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

const post = (item) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), HANGING);
  const headers = { 'Content-Type': FORM };
  if (item.pass) headers['Kiosk-Pass'] = item.pass;
  const waited = Math.max(0, Math.round((Date.now() - item.at) / 1000));
  const address = item.url + (item.url.includes('?') ? '&' : '?') + 'cho=' + waited;
  return fetch(address, {
    method: 'POST', body: item.body, headers, redirect: 'manual', signal: stop.signal,
  }).finally(() => clearTimeout(timer));
};

// Only our own receipt ends the waiting: a portal of some Wi-Fi also says 200.
const settle = async (item, response) => {
  const receipt = response.headers.get(RECEIPT);
  if (receipt) {
    if (!item.kiosk) await put('xong', { key: item.key, receipt, at: Date.now() });
    await drop('cho', item.key);
    return true;
  }
  const { status } = response;
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    await put('cho', { ...item, refused: status });
    return true;
  }
  const tries = (item.tries || 0) + 1;
  const pause = Math.min(LONGEST_PAUSE, 4000 * 2 ** tries) * (0.5 + Math.random());
  await put('cho', { ...item, tries, next: Date.now() + pause });
  return false;
};

const sendAll = async (eager) => {
  for (const item of (await list('cho')).sort((one, other) => one.at - other.at)) {
    if (Date.now() - item.at > KEEP_QUEUE) { await drop('cho', item.key); continue; }
    if (item.refused || (!eager && item.next > Date.now())) continue;
    let answer;
    try {
      answer = await post(item);
    } catch {
      answer = new Response(null, { status: 503 });
    }
    // What the first one meets, the others would meet as well.
    if (!await settle(item, answer)) break;
  }
  if (news) news.postMessage(NEWS);
};
// One sender at a time; the server would count each once in any case.
const flush = (eager) => navigator.locks
  ? navigator.locks.request(TAG, { ifAvailable: true }, (lock) => lock && sendAll(eager))
  : sendAll(eager);

// ---- the service worker
const nameOf = (address) => {
  const { pathname, searchParams } = new URL(address);
  return pathname + (searchParams.has('lang') ? '?lang=' + searchParams.get('lang') : '');
};
const isForm = (address) => /^\/(s|kiosk|phong-van)\/[^/]+$/.test(new URL(address).pathname);
// A page with a ticket or a screen's code in it is good once; only the plain form is kept.
const isPlain = (address) => isForm(address) &&
  [...new URL(address).searchParams.keys()].every((name) => name === 'lang');

const keep = async (address, response) => {
  const cache = await caches.open(CACHE);
  const html = (response.headers.get('Content-Type') || '').startsWith('text/html');
  if (response.status === 404 || response.status === 410) await cache.delete(nameOf(address));
  if (!response.ok || response.redirected || !html) return;
  // One question a screen is drawn by the server, screen by screen.
  if ((await response.clone().text()).includes('buoc=')) return;
  await cache.put(nameOf(address), response);
  const pages = (await cache.keys()).filter((one) => isForm(one.url));
  for (const old of pages.slice(0, -KEEP_PAGES)) await cache.delete(old);
};

const redrawn = async (kept, change) => {
  const headers = new Headers(kept.headers);
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  return new Response(change(await kept.text()), { headers });
};
// A form that is shown again without the server gets a key of its own, like any fresh form.
const fresh = (kept) => redrawn(kept, (html) => html
  .replace(/(name="key" value=")[\w-]{22}/, (_, before) => before + newKey()));
const savedPage = (kept) => redrawn(kept, (html) => {
  const [, title, body] = /<template id="da-luu" title="([^"]*)">([^]*?)<\/template>/.exec(html);
  return html
    .replace(/<title>[^]*?<\/title>/, () => `<title>${title}</title>`)
    .replace(/<span class="langs">[^]*?<\/span>/, '')
    .replace(/(<main[^>]*>)[^]*(<\/main>)/, (_, start, end) => start + body + end);
});

const show = async (event) => {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(nameOf(request.url));
  let timer;
  try {
    const late = new Promise((_, no) => { if (kept) timer = setTimeout(no, SLOW); });
    const got = await Promise.race([fetch(request), late]);
    if (got.status >= 500 && kept) return fresh(kept);
    event.waitUntil(keep(request.url, got.clone()));
    return got;
  } catch (fault) {
    if (kept) return fresh(kept);
    throw fault;
  } finally {
    clearTimeout(timer);
  }
};

const take = async (event) => {
  const { request } = event;
  const body = await request.clone().text();
  const key = new URLSearchParams(body).get('key');
  // A step on the way is not a finished answer: it needs the server.
  if (!/^[\w-]{22}$/.test(key || '') || !new URL(request.url).searchParams.has('gui')) {
    return fetch(request);
  }
  const item = { key, url: request.url, body, at: Date.now() };
  await put('cho', item);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(nameOf(request.url)) ||
    await cache.match((await cache.keys()).find((one) => isForm(one.url)) || '/');
  try {
    const got = await post(item);
    const ours = got.headers.get(RECEIPT);
    if (ours || (got.status >= 400 && got.status < 429) || !kept) await drop('cho', key);
    else if (got.status >= 429) throw new Error(String(got.status));
    return got;
  } catch (fault) {
    if (self.registration.sync) await self.registration.sync.register(TAG).catch(() => {});
    if (kept) return savedPage(kept);
    throw fault;
  }
};

const worker = () => {
  self.addEventListener('install', (event) => {
    const mine = caches.open(CACHE).then((cache) => cache.add(self.location.href));
    event.waitUntil(mine.catch(() => {}).then(() => self.skipWaiting()));
  });
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener('message', ({ data }) => {
    // The browser's own copy of the page serves; nothing is asked of the network for it.
    for (const name of data.pages.filter(isPlain)) {
      fetch(name, { cache: 'force-cache' }).then((got) => keep(name, got), () => {});
    }
  });
  self.addEventListener('sync', (event) => {
    if (event.tag === TAG) event.waitUntil(flush(true));
  });
  self.addEventListener('fetch', (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (origin !== self.location.origin) return;
    if (pathname.startsWith('/static/') || pathname === self.location.pathname) {
      event.respondWith(caches.open(CACHE).then(async (cache) => {
        const kept = await cache.match(request);
        if (kept) return kept;
        const got = await fetch(request);
        if (got.ok) event.waitUntil(cache.put(request, got.clone()));
        return got;
      }));
    } else if (request.mode === 'navigate' && isForm(request.url)) {
      if (request.method === 'POST') event.respondWith(take(event));
      // Back shows the very form that was sent, with its key; the browser has it.
      else if (isPlain(request.url) && !(request.isHistoryNavigation && navigator.onLine)) {
        event.respondWith(show(event));
      }
    }
  });
};

// ---- the light page
const page = () => {
  const own = document.currentScript;
  const said = own.dataset;
  const form = said.phieu && document.querySelector('form[action^="/s/"]');
  const kiosk = document.documentElement.hasAttribute('data-kiosk');
  const main = document.querySelector('main');

  const note = (id, text, button, act) => {
    const old = document.getElementById(id);
    if (old) old.remove();
    if (!text) return;
    const box = document.createElement('section');
    box.id = id;
    box.className = 'card';
    box.setAttribute('role', 'status');
    const line = document.createElement('p');
    line.textContent = text;
    box.append(line);
    if (button) {
      const press = document.createElement('button');
      press.type = 'button';
      press.className = 'quiet';
      press.textContent = button;
      press.onclick = async () => { await act(); box.remove(); };
      box.append(press);
    }
    main.prepend(box);
  };

  // What waits and what has arrived since, told on whatever page is open.
  const tell = async () => {
    if (kiosk || !main) return;
    const [queued, sent] = [(await list('cho')).filter((one) => !one.kiosk), await list('xong')];
    const refused = queued.filter((one) => one.refused);
    const still = queued.length - refused.length;
    const saved = document.getElementById('luu-tam');
    if (saved) saved.hidden = !still;
    note('hang-cho', still && !saved ? said.waiting.replace('{count}', still) : '');
    const receipts = sent.map((one) => one.receipt).join(', ');
    note('hang-xong', sent.length ? said.sent.replace('{receipts}', receipts) : '', said.seen,
      () => drop('xong', ...sent.map((one) => one.key)));
    note('hang-sai', refused.length ? said.refused.replace('{count}', refused.length) : '',
      said.seen, () => drop('cho', ...refused.map((one) => one.key)));
  };

  let timer;
  const work = async (eager) => {
    clearTimeout(timer);
    try {
      if ((await waiting()).length && navigator.onLine) await flush(eager);
      await tell();
      const left = await waiting();
      const next = Math.min(...left.map((one) => one.next || 0), Date.now() + LONGEST_PAUSE);
      if (left.length) timer = setTimeout(work, Math.max(4000, next - Date.now()));
    } catch { /* no IndexedDB here: the page works as it does without a script */ }
  };

  const drafts = () => {
    const name = 'nhap:' + said.phieu;
    let pending;
    const typed = () => [...form.elements].filter((one) => one.name && one.type !== 'hidden'
      && one.tabIndex !== -1);
    const save = () => {
      clearTimeout(pending);
      const given = typed().filter((one) => ['radio', 'checkbox'].includes(one.type)
        ? one.checked : one.value).map((one) => [one.name, one.value]);
      if (given.length) localStorage.setItem(name, JSON.stringify({ at: Date.now(), given }));
      else localStorage.removeItem(name);
    };
    const forget = () => { clearTimeout(pending); pending = 0; localStorage.removeItem(name); };
    const restore = ({ given }) => {
      for (const one of typed()) {
        const values = given.filter(([field]) => field === one.name).map(([, value]) => value);
        if (['radio', 'checkbox'].includes(one.type)) one.checked = values.includes(one.value);
        else if (values.length) one.value = values[0];
      }
      form.dispatchEvent(new Event('change', { bubbles: true }));
    };
    for (const other of Object.keys(localStorage).filter((one) => one.startsWith('nhap:'))) {
      const { at } = JSON.parse(localStorage.getItem(other));
      if (!(Date.now() - at < KEEP_DRAFT)) localStorage.removeItem(other);
    }
    const draft = JSON.parse(localStorage.getItem(name));
    if (draft && isPlain(location.href)) {
      restore(draft);
      note('nhap', said.draft, said.clear, () => { forget(); form.reset(); });
    }
    const later = () => { clearTimeout(pending); pending = setTimeout(save, 250); };
    form.addEventListener('input', later);
    form.addEventListener('change', later);
    addEventListener('pagehide', () => { if (pending) save(); });
    return forget;
  };

  // A step on the way to the last question is no finished answer.
  const isFinal = ({ submitter }) => new URL(submitter && submitter.hasAttribute('formaction')
    ? submitter.formAction : form.action).searchParams.has('gui');

  // The server says what is missing; only without it this page has to.
  const missing = () => [...form.querySelectorAll('[aria-required=true]')].find((group) => {
    const parts = group.matches('input,select,textarea') ? [group]
      : [...group.querySelectorAll('input,select,textarea')];
    return group.offsetParent && !parts.some((one) => ['radio', 'checkbox'].includes(one.type)
      ? one.checked : one.value.trim());
  });

  const finished = (more) => ({
    key: form.elements.key.value,
    url: form.action,
    body: new URLSearchParams(new FormData(form)).toString(),
    at: Date.now(),
    ...more,
  });
  let ready = false;
  const submitting = (forget) => async (event) => {
    if (ready || !isFinal(event)) return;
    if (!navigator.onLine) {
      const first = missing();
      if (first) {
        event.preventDefault();
        note('thieu', said.missing);
        (first.matches('input,select,textarea') ? first
          : first.querySelector('input,select,textarea')).focus();
        return;
      }
      const saved = document.getElementById('da-luu');
      if (saved) {
        event.preventDefault();
        await put('cho', finished());
        forget();
        document.title = saved.title;
        main.replaceChildren(saved.content.cloneNode(true));
        for (const one of document.querySelectorAll('.langs')) one.remove();
        scrollTo(0, 0);
        work();
        return;
      }
    }
    if (!(navigator.serviceWorker && navigator.serviceWorker.controller)) {
      // Nobody stands behind this page yet: the answer is put down before it is sent. The page that
      // the server answers with takes it away again; after a broken line it is sent another time.
      event.preventDefault();
      const later = Date.now() + HANGING;
      try { await put('cho', finished({ page: true, next: later })); } catch { /* no storage */ }
      ready = true;
      forget();
      form.requestSubmit(event.submitter);
      return;
    }
    forget();
  };

  if (form && !kiosk) {
    let forget = () => {};
    try {
      if (!form.action.includes('che-do=')) forget = drafts();
    } catch { /* no storage here: nothing is kept */ }
    form.addEventListener('submit', submitting(forget));
  }
  const answered = location.search.includes('gui=1')
    ? list('cho').then((all) => drop('cho', ...all.filter((one) => one.page).map((one) => one.key)))
    : Promise.resolve();
  window.Hang = { put: (item) => put('cho', item), drop: (key) => drop('cho', key), list: () =>
    list('cho'), newKey, post, settle, work };
  if (news) news.onmessage = () => { if (!kiosk) tell().catch(() => {}); };
  addEventListener('online', () => work(true));
  document.addEventListener('visibilitychange', () => { if (!document.hidden) work(); });
  answered.catch(() => {}).then(() => work(true));

  if ('serviceWorker' in navigator) {
    const register = async () => {
      try {
        await navigator.serviceWorker.register(own.src, { scope: '/', updateViaCache: 'all' });
        const { active } = await navigator.serviceWorker.ready;
        const others = kiosk ? [...document.querySelectorAll('a[hreflang]')] : [];
        const pages = [location.href, ...others.map((one) => one.href)];
        if (form || kiosk) active.postMessage({ pages });
      } catch { /* not allowed here, for instance without HTTPS */ }
    };
    // A tablet wants it at once; a phone only when somebody begins to answer, so that a first visit
    // on a weak network fetches nothing that it may not need.
    const begin = kiosk ? ['load'] : ['input', 'change'];
    const once = () => {
      begin.forEach((kind) => removeEventListener(kind, once));
      register();
    };
    begin.forEach((kind) => addEventListener(kind, once));
  }
};

if (inPage) page();
else worker();
})();
