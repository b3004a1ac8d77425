// The schedules: when saved batch files are started.
import { get } from './api.js';
import { h, table, when } from './dom.js';

function last(run) {
  if (!run) return '';
  if (run.batchId) return h('a', { href: `#/batches/${encodeURIComponent(run.batchId)}` }, run.batchId);
  return h('span', { class: 'bad' }, `${when(run.slot)}: ${run.failure ? run.failure.message : 'missed'}`);
}

function next(view) {
  if (view.failure) return h('span', { class: 'bad' }, view.failure.message);
  return view.definition.enabled ? when(view.nextSlots[0]) || 'never' : 'not enabled';
}

export async function schedulesView(signal) {
  const schedules = await get('api/schedules', signal);
  return {
    again: 30000,
    content: h('div', {},
      h('h2', {}, 'Schedules'),
      schedules.length ? table('By name', [
        { title: 'Schedule', of: row => row.name }, { title: 'Cron', of: row => h('code', {}, row.definition.cron) }, { title: 'Zone', of: row => row.definition.timeZone },
        { title: 'Batch file', of: row => row.definition.batchFile }, { title: 'Missed', of: row => row.definition.missedRuns }, { title: 'Next', of: next }, { title: 'Last', of: row => last(row.last) },
      ], schedules) : h('p', {}, 'None.'),
      h('p', {}, 'Make one with ', h('code', {}, 'migrator schedules add'), '.')),
  };
}
