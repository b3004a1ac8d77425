// The form: source cloud, region, project, instances or images; target cloud and where in it.
import { get, post } from './api.js';
import { failureBox, h, notice } from './dom.js';
import { planView } from './detail.js';

const cloudPath = (name, rest, region) => `api/clouds/${encodeURIComponent(name)}/${rest}${region ? '?region=' + encodeURIComponent(region) : ''}`;

function field(id, title, control, hint) {
  control.id = id;
  return [h('label', { for: id }, title), control, hint ? h('small', { class: 'quiet', id: `${id}-hint` }, hint) : null];
}

const check = (id, title) => h('label', { class: 'check' }, h('input', { type: 'checkbox', id }), title);
const chosen = id => document.getElementById(id)?.value || undefined;
const ticked = id => document.getElementById(id).checked;

function fill(select, items, none) {
  select.replaceChildren(none === undefined ? '' : h('option', { value: '' }, none), ...items.map(item => h('option', { value: item.value }, item.text)));
}

// A cloud lacks some lists (a region, a catalogue); then the choice stays empty.
async function fillFrom(select, cloud, kind, region, none, value = item => item.name) {
  fill(select, [], none);
  if (!cloud) return;
  try {
    const answer = await get(cloudPath(cloud, kind, region));
    fill(select, answer.items.map(item => ({ value: value(item), text: item.details.status ? `${item.name} (${item.details.status})` : item.name })), none);
  } catch (problem) {
    notice(`${cloud}: ${problem.message}`);
  }
}

async function showProject(output, cloud, region) {
  output.textContent = '';
  if (!cloud) return;
  try {
    const identity = await post(cloudPath(cloud, 'test', region));
    output.textContent = `${identity.scope}, as ${identity.user}`;
  } catch (problem) {
    output.textContent = problem.message;
  }
}

export async function formView(signal) {
  const clouds = await get('api/clouds', signal);
  const options = clouds.map(cloud => ({ value: cloud.name, text: `${cloud.name} (${cloud.kind})` }));
  const kindOf = name => clouds.find(cloud => cloud.name === name)?.kind;
  const select = () => h('select', {});
  const source = select(), sourceRegion = select(), kind = select(), machine = select(), target = select(), targetRegion = select();
  const vdc = select(), catalog = select(), profile = select(), network = select(), templates = select();
  const project = h('output', {}), targetProject = h('output', {}), result = h('div', { 'aria-live': 'polite' });
  fill(source, options, 'Choose');
  fill(target, options, 'Choose');
  fill(kind, [{ value: 'server', text: 'Instance' }, { value: 'image', text: 'Image' }]);

  const loadMachines = () => fillFrom(machine, source.value, kind.value === 'image' ? 'images' : 'servers', sourceRegion.value, 'Choose', item => item.id);
  const loadSource = async () => {
    await Promise.all([fillFrom(sourceRegion, source.value, 'regions', '', 'The only one, or the registration\'s own'), showProject(project, source.value, '')]);
    await loadMachines();
  };
  const loadTarget = () => {
    const cloud = target.value, region = targetRegion.value;
    const lists = kindOf(cloud) === 'vcloud'
      ? [[vdc, 'vdcs', 'The only one'], [catalog, 'catalogs', 'The only one'], [profile, 'storageProfiles', 'The default one'], [templates, 'templates', 'None']] : [];
    return Promise.all([showProject(targetProject, cloud, region), fillFrom(network, cloud, 'networks', region, 'Leave unconnected'), ...lists.map(([list, what, none]) => fillFrom(list, cloud, what, region, none))]);
  };
  source.addEventListener('change', loadSource);
  sourceRegion.addEventListener('change', async () => { await showProject(project, source.value, sourceRegion.value); await loadMachines(); });
  kind.addEventListener('change', loadMachines);
  target.addEventListener('change', async () => { await fillFrom(targetRegion, kindOf(target.value) === 'openstack' ? target.value : '', 'regions', '', 'The only one'); await loadTarget(); });
  targetRegion.addEventListener('change', loadTarget);

  const request = () => ({
    source: { cloud: source.value, machine: machine.value, region: sourceRegion.value || undefined, kind: kind.value },
    target: {
      cloud: target.value, region: targetRegion.value || undefined, name: chosen('name'), vdc: vdc.value || undefined, catalog: catalog.value || undefined,
      storageProfile: profile.value || undefined, network: network.value || undefined,
    },
    options: { requireApproval: ticked('approval'), deploy: ticked('deploy'), powerOn: ticked('power'), compression: chosen('compression') },
  });
  const send = async (event, work) => {
    event.preventDefault();
    result.replaceChildren(h('p', {}, 'Asking the clouds…'));
    try {
      result.replaceChildren(await work());
    } catch (problem) {
      result.replaceChildren(failureBox(problem));
    }
  };
  const plan = event => send(event, async () => planView(await post('api/plans', request())));
  const start = event => send(event, async () => {
    const answer = await post('api/migrations', request());
    location.hash = `#/migrations/${encodeURIComponent(answer.id)}`;
    return h('p', {}, 'Started.');
  });

  return {
    content: h('div', {},
      h('h2', {}, 'New migration'),
      clouds.length ? null : h('p', { class: 'box' }, 'No cloud is registered yet. ', h('code', {}, 'migrator clouds add --help'), ' shows how.'),
      h('form', { class: 'fields', onsubmit: start },
        h('fieldset', {}, h('legend', {}, 'From'),
          field('source', 'Source cloud', source), field('source-region', 'Region', sourceRegion),
          h('p', {}, 'Project (tenant): ', project), field('kind', 'What', kind), field('machine', 'Instances or images', machine)),
        h('fieldset', {}, h('legend', {}, 'To'),
          field('target', 'Target cloud', target), field('target-region', 'Region', targetRegion), h('p', {}, 'Organisation or project: ', targetProject),
          field('vdc', 'Virtual data centre', vdc), field('catalog', 'Catalogue', catalog), field('templates', 'vApp templates that are there already', templates, 'To see which names are taken.'),
          field('profile', 'Storage profile', profile), field('network', 'Network', network), field('name', 'Name in the target', h('input', { type: 'text' }), 'Empty keeps the source\'s.')),
        h('fieldset', {}, h('legend', {}, 'How'),
          field('compression', 'Compression', h('select', {}, ['balanced', 'small', 'fast', 'auto'].map(level => h('option', { value: level }, level)))),
          check('approval', 'Wait for approval after planning'), check('deploy', 'Make a machine of it'), check('power', 'Power it on'),
          h('p', {}, h('button', { type: 'button', onclick: plan }, 'Plan'), h('button', { type: 'submit' }, 'Migrate')))),
      result),
  };
}
