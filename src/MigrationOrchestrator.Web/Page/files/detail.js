// One migration: progress, plan, steps, receipt, commands.
import { get, migrationPath } from './api.js';
import { command } from './command.js';
import { bytes, facts, failureBox, h, seconds, table, when } from './dom.js';
import { ended, progressOf, stateText, words } from './list.js';

function commands(view) {
  const path = rest => migrationPath(view.id, rest);
  if (ended(view.state)) return view.state === 'done' ? null : h('p', {}, command('Start again', path('/retry'), undefined, id => `#/migrations/${encodeURIComponent(id)}`));
  return h('p', {},
    view.state === 'waitingForApproval' ? [command('Approve', path('/events/approve'), { approved: true, by: 'web page' }), command('Refuse', path('/events/approve'), { approved: false, by: 'web page' })] : null,
    view.state === 'suspended' ? command('Resume', path('/resume')) : command('Hold', path('/suspend')),
    command('Cancel', path('/cancel')));
}

export function planView(plan) {
  return h('section', {},
    h('h3', {}, 'Plan'),
    facts([
      ['Machine', `${plan.machine.name}: ${plan.machine.cpus} CPU, ${plan.machine.memoryMiB} MiB memory, ${plan.machine.disks.length} disk(s)`],
      ['Read as', `${plan.source.user} in ${plan.source.scope}`],
      ['Written as', `${plan.target.user} in ${plan.target.scope}`],
      ['Arrives as', plan.name],
      ['Place', Object.entries(plan.place.names).map(([kind, name]) => `${kind} ${name}`).join(', ')],
    ]),
    plan.hardware.length ? table('Virtual hardware', [
      { title: 'Part', of: row => row.part }, { title: 'Choice', of: row => row.choice }, { title: 'Reason', of: row => row.reason },
    ], plan.hardware) : null,
    plan.findings.length ? table('Findings', [
      { title: 'Severity', of: row => h('span', { class: row.severity === 'error' ? 'bad' : null }, row.severity) },
      { title: 'What', of: row => row.message }, { title: 'What to do', of: row => row.remedy || '' },
    ], plan.findings) : null);
}

const stepColumns = [
  { title: 'Step', of: row => row.step }, { title: 'Disk', of: row => row.diskId || '' },
  { title: 'Runs', number: true, of: row => String(row.count) }, { title: 'Failed', number: true, of: row => String(row.failures || '') },
  { title: 'Wall', number: true, of: row => seconds(row.wallSeconds) }, { title: 'Busy', number: true, of: row => seconds(row.busySeconds) },
  { title: 'Bytes', number: true, of: row => row.bytes ? bytes(row.bytes) : '' },
];

function receiptView(receipt) {
  return h('section', {},
    h('h3', {}, 'Receipt'),
    facts([['Outcome', words(receipt.outcome)], ['Started', when(receipt.startedAt)], ['Ended', when(receipt.finishedAt)], ['Delivered as', receipt.name], ['Runner', receipt.runner?.name]]),
    receipt.disks.map(disk => h('div', { class: disk.guestDigestSource === disk.guestDigestDelivered ? 'box good' : 'box bad' },
      h('strong', {}, disk.diskId), ` ${disk.sourceFormat} ${bytes(disk.sourceBytes)} became ${disk.deliveredFormat} ${bytes(disk.deliveredBytes)}`,
      facts([['Content at the source', disk.guestDigestSource], ['Content delivered', disk.guestDigestDelivered]]))),
    table('Ledger: what was created, and what became of it', [
      { title: 'Cloud', of: row => row.cloud }, { title: 'Kind', of: row => row.kind }, { title: 'Name', of: row => row.name }, { title: 'State', of: row => words(row.state) },
    ], receipt.ledger),
    h('p', {}, h('a', { href: migrationPath(receipt.id, '/receipt') }, 'Receipt as JSON')));
}

export async function detailView(id, signal) {
  const view = await get(migrationPath(id), signal);
  return {
    again: ended(view.state) ? null : 1000,
    content: h('div', {},
      h('h2', {}, `Migration ${view.id}`),
      facts([
        ['State', stateText(view.state)], ['Stage', ended(view.state) ? null : words(view.stage)],
        ['Machine', `${view.request.source.cloud} / ${view.request.source.machine}`], ['To', view.request.target.cloud],
        ['Asked for', when(view.createdAt)], ['Last moved', when(view.updatedAt)],
      ]),
      view.failure ? failureBox(view.failure) : null,
      ended(view.state) ? null : progressOf(view.disks),
      commands(view),
      view.receipt ? receiptView(view.receipt) : null,
      view.plan ? planView(view.plan) : null,
      view.steps?.length ? table('Steps', stepColumns, view.steps) : null),
  };
}
