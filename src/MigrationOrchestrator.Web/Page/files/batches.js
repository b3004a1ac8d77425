// Batches: the list, and one batch with its waves and machines.
import { get } from './api.js';
import { bytes, facts, failureBox, h, seconds, table, when } from './dom.js';
import { command } from './command.js';
import { words } from './list.js';

const over = state => ['done', 'incomplete', 'cancelled', 'failed'].includes(state);
const batchPath = (id, rest = '') => `api/batches/${encodeURIComponent(id)}${rest}`;
const batchLink = id => `#/batches/${encodeURIComponent(id)}`;
const coloured = state => h('span', { class: ['failed', 'incomplete', 'blocked', 'stopped'].includes(state) ? 'bad' : state === 'done' ? 'good' : null }, words(state));

function counts(progress) {
  const parts = [`${progress.done} of ${progress.machines} done`];
  if (progress.running) parts.push(`${progress.running} running`);
  if (progress.failed) parts.push(`${progress.failed} failed`);
  if (progress.notMoved) parts.push(`${progress.notMoved} not moved`);
  return parts.join(', ');
}

const amount = part => !part.readBytes && !part.totalBytes ? '' : `${bytes(part.readBytes)}${part.totalBytes ? ' of ' + bytes(part.totalBytes) : ''}${part.bytesPerSecond ? ` at ${bytes(part.bytesPerSecond)}/s` : ''}`;

export async function batchesView(signal) {
  const page = await get('api/batches', signal);
  return {
    again: 5000,
    content: h('div', {},
      h('h2', {}, 'Batches'),
      page.items.length ? table('Newest first', [
        { title: 'Batch', of: row => h('a', { href: batchLink(row.id) }, row.id) }, { title: 'Name', of: row => row.name || '' },
        { title: 'State', of: row => coloured(row.state) }, { title: 'Machines', of: row => over(row.state) ? counts(row.progress) : String(row.progress.machines) },
        { title: 'Started', of: row => when(row.createdAt) },
      ], page.items) : h('p', {}, 'None yet. Start one with ', h('code', {}, 'migrator batch FILE'), ' or POST /api/batches.'),
      page.after ? h('p', { class: 'quiet' }, `The newest ${page.items.length} are shown; migrator batch list has all.`) : null),
  };
}

function commands(view) {
  const path = rest => batchPath(view.id, rest);
  if (over(view.state)) return view.state === 'done' ? null : h('p', {}, command('Start what did not arrive again', path('/retry'), undefined, batchLink));
  return h('p', {},
    view.state === 'waitingForApproval' ? [command(`Approve wave ${view.wave}`, path('/events/approve'), { approved: true, by: 'web page' }), command('Refuse', path('/events/approve'), { approved: false, by: 'web page' })] : null,
    view.state === 'suspended' ? command('Resume', path('/resume')) : command('Hold', path('/suspend')),
    command('Cancel', path('/cancel')));
}

const machineColumns = [
  { title: 'Machine', of: row => row.startedAt ? h('a', { href: `#/migrations/${encodeURIComponent(row.migrationId)}` }, row.key) : row.key },
  { title: 'Wave', number: true, of: row => String(row.wave) }, { title: 'From', of: row => `${row.source} / ${row.machine}` }, { title: 'To', of: row => row.target },
  { title: 'State', of: row => [coloured(row.state), row.state === 'running' ? ` (${words(row.stage)})` : ''] },
  { title: 'Progress', of: row => row.failure ? `${row.failure.code}: ${row.failure.message}` : row.state === 'waiting' ? (row.after.length ? `after ${row.after.join(', ')}` : '') : amount(row) },
];

export async function batchView(id, signal) {
  const view = await get(batchPath(id), signal);
  const progress = view.progress;
  return {
    again: over(view.state) ? null : 2000,
    content: h('div', {},
      h('h2', {}, `Batch ${view.id}`),
      facts([
        ['Name', view.name], ['State', coloured(view.state)], ['Machines', counts(progress)], ['Read', amount(progress)],
        ['Left', progress.remainingSeconds ? `about ${seconds(progress.remainingSeconds)}` : null], ['Stopped early', view.receipt?.stoppedBecause],
        ['Asked for', when(view.createdAt)], ['Last moved', when(view.updatedAt)],
      ]),
      over(view.state) ? null : h('progress', { max: progress.machines, value: progress.done + progress.failed + progress.notMoved, 'aria-label': counts(progress) }),
      view.failure ? failureBox(view.failure) : null,
      commands(view),
      view.waves.length > 1 ? table('Waves', [{ title: 'Wave', number: true, of: row => String(row.number) }, { title: 'Machines', of: row => counts(row.progress) }, { title: 'Read', of: row => amount(row.progress) }], view.waves) : null,
      view.machines.length ? table('Machines', machineColumns, view.machines) : null),
  };
}
