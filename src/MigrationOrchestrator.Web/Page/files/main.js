// Chooses the view by the fragment and renews it while it is shown.
import { failureBox, h, notice } from './dom.js';
import { batchesView, batchView } from './batches.js';
import { cloudsView } from './clouds.js';
import { detailView } from './detail.js';
import { formView } from './form.js';
import { listView } from './list.js';
import { schedulesView } from './schedules.js';

const main = document.getElementById('main');
let shown = null;

function viewFor(hash) {
  const path = hash.replace(/^#\/?/, '');
  if (path === 'new') return formView;
  if (path === 'clouds') return cloudsView;
  if (path === 'batches') return batchesView;
  if (path === 'schedules') return schedulesView;
  const batch = path.match(/^batches\/(.+)$/);
  if (batch) return signal => batchView(decodeURIComponent(batch[1]), signal);
  const id = path.match(/^migrations\/(.+)$/);
  return id ? signal => detailView(decodeURIComponent(id[1]), signal) : listView;
}

async function render(view, abort, first) {
  let again = 5000;
  try {
    const answer = await view(abort.signal);
    if (abort.signal.aborted) return;
    again = answer.again;
    const focused = first ? null : indexOfFocus();
    main.replaceChildren(answer.content);
    if (first) { main.focus({ preventScroll: true }); scrollTo(0, 0); } else restoreFocus(focused);
  } catch (problem) {
    if (abort.signal.aborted) return;
    main.replaceChildren(problem.status ? failureBox(problem) : h('p', { class: 'box bad', role: 'alert' }, 'The host does not answer. Trying again.'));
    if (problem.status === 404) again = null;
  }
  if (again) abort.timer = setTimeout(() => render(view, abort, false), again);
}

// A renewed view keeps the keyboard's place.
const stops = () => [...main.querySelectorAll('a, button')];
const indexOfFocus = () => stops().indexOf(document.activeElement);
const restoreFocus = index => { if (index >= 0) stops()[index]?.focus({ preventScroll: true }); };

function show() {
  if (shown) {
    clearTimeout(shown.timer);
    shown.abort();
  }
  shown = new AbortController();
  notice('');
  render(viewFor(location.hash), shown, true);
}

addEventListener('hashchange', show);
show();
