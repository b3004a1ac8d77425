// The registered clouds.
import { get, post } from './api.js';
import { h, table } from './dom.js';

function test(cloud) {
  const output = h('span', { role: 'status' });
  const button = h('button', {
    type: 'button',
    onclick: async () => {
      output.textContent = 'asking…';
      try {
        const identity = await post(`api/clouds/${encodeURIComponent(cloud.name)}/test`);
        output.textContent = `${identity.user} in ${identity.scope}${identity.region ? ', ' + identity.region : ''}, API ${identity.apiVersion}`;
      } catch (problem) {
        output.textContent = `${problem.code}: ${problem.message}`;
      }
    },
  }, `Test ${cloud.name}`);
  return [button, output];
}

export async function cloudsView(signal) {
  const clouds = await get('api/clouds', signal);
  return {
    content: h('div', {},
      h('h2', {}, 'Clouds'),
      clouds.length ? table('Registered', [
        { title: 'Name', of: cloud => cloud.name }, { title: 'Kind', of: cloud => cloud.kind }, { title: 'Endpoint', of: cloud => cloud.endpoint }, { title: 'Access', of: test },
      ], clouds) : h('p', {}, 'None.'),
      h('p', {}, 'Register one with ', h('code', {}, 'migrator clouds add'), '.')),
  };
}
