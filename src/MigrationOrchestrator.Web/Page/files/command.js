// A button that sends a command.
import { post } from './api.js';
import { h, notice } from './dom.js';

// linkOf gives the fragment of what a command started.
export function command(title, path, body, linkOf) {
  return h('button', {
    type: 'button',
    onclick: async event => {
      event.target.disabled = true;
      try {
        const answer = await post(path, body);
        notice(`${title}: taken.`);
        if (answer?.id && linkOf) location.hash = linkOf(answer.id);
      } catch (problem) {
        notice(`${title}: ${problem.message}`);
      }
    },
  }, title);
}
