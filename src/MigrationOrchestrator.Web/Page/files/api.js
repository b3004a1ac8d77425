// Talks to the HTTP interface of this host; errors are the host's own problem details.
const slot = 'migrator-key';

export class Problem extends Error {
  constructor(status, details) {
    super(details.detail || details.title || `HTTP ${status}`);
    this.status = status;
    this.code = details.code;
    this.remedy = details.remedy;
    this.errors = details.errors || [];
  }
}

// A link that `migrator serve` prints carries the key in its fragment, which is never sent to a server.
const handed = new URLSearchParams(location.hash.slice(1)).get('code');
if (handed) {
  sessionStorage.setItem(slot, handed);
  history.replaceState(null, '', location.pathname + '#/');
}

async function askForKey() {
  const dialog = document.getElementById('key-dialog');
  const input = document.getElementById('key-input');
  if (!dialog.open) {
    input.value = '';
    dialog.showModal();
  }
  await new Promise(done => dialog.addEventListener('close', done, { once: true }));
  sessionStorage.setItem(slot, input.value);
  return dialog.returnValue === 'ok';
}

export async function call(method, path, body, signal) {
  const headers = {};
  const key = sessionStorage.getItem(slot);
  if (key) headers['x-functions-key'] = key;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 401 && await askForKey()) return call(method, path, body, signal);
  const isJson = (answer.headers.get('Content-Type') || '').includes('json');
  const value = isJson ? await answer.json() : null;
  if (!answer.ok) throw new Problem(answer.status, value || {});
  return value;
}

export const get = (path, signal) => call('GET', path, undefined, signal);
export const post = (path, body, signal) => call('POST', path, body, signal);
export const migrationPath = (id, rest = '') => `api/migrations/${encodeURIComponent(id)}${rest}`;
