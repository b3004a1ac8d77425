// The list of migrations, renewed while it is shown.
import { get } from './api.js';
import { bytes, h, table, when } from './dom.js';

export function progressOf(disks) {
  return disks.map(disk => h('div', {},
    disk.totalBytes
      ? h('progress', { max: disk.totalBytes, value: Math.min(disk.doneBytes, disk.totalBytes), 'aria-label': `${disk.diskId} ${words(disk.stage)}` })
      : h('progress', { 'aria-label': `${disk.diskId} ${words(disk.stage)}` }),
    ` ${disk.diskId} ${words(disk.stage)} ${bytes(disk.doneBytes)}${disk.totalBytes ? ' of ' + bytes(disk.totalBytes) : ''}`,
    disk.bytesPerSecond ? ` at ${bytes(disk.bytesPerSecond)}/s` : '',
    disk.remainingSeconds ? `, about ${Math.ceil(disk.remainingSeconds)} s left` : ''));
}

export const ended = state => ['done', 'stopped', 'cancelled', 'failed'].includes(state);
const bad = state => ['failed', 'blocked'].includes(state);
export const words = name => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
export const stateText = state => h('span', { class: bad(state) ? 'bad' : state === 'done' ? 'good' : null }, words(state));

const columns = [
  { title: 'Migration', of: row => h('a', { href: `#/migrations/${encodeURIComponent(row.id)}` }, row.id) },
  { title: 'Machine', of: row => `${row.request.source.cloud} / ${row.request.source.machine}` },
  { title: 'To', of: row => row.request.target.cloud },
  { title: 'State', of: row => [stateText(row.state), ended(row.state) ? '' : ` (${words(row.stage)})`] },
  { title: 'Progress', of: row => ended(row.state) ? '' : progressOf(row.disks) },
  { title: 'Started', of: row => when(row.createdAt) },
];

export async function listView(signal) {
  const page = await get('api/migrations', signal);
  const empty = page.items.length === 0;
  return {
    again: 2000,
    content: h('div', {},
      h('h2', {}, 'Migrations'),
      empty ? h('p', {}, 'None yet. ', h('a', { href: '#/new' }, 'Start one'), '.') : table('Newest first', columns, page.items),
      page.after ? h('p', { class: 'quiet' }, `The newest ${page.items.length} are shown; migrator list has all.`) : null),
  };
}
