// Builds elements; text is always text, never markup.
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function table(caption, columns, rows) {
  return h('div', { class: 'scroll' }, h('table', {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, columns.map(column => h('th', { scope: 'col', class: column.number ? 'number' : null }, column.title)))),
    h('tbody', {}, rows.map(row => h('tr', {}, columns.map(column => h('td', { class: column.number ? 'number' : null }, column.of(row))))))));
}

export function facts(pairs) {
  return h('dl', {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

export function bytes(count) {
  if (count === null || count === undefined) return '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = count, unit = 0;
  while (size >= 1024 && unit < units.length - 1) { size /= 1024; unit++; }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}

export const seconds = value => value === null || value === undefined ? '' : value < 90 ? `${value.toFixed(1)} s` : `${Math.round(value / 60)} min`;
export const when = text => text ? new Date(text).toLocaleString() : '';

export function failureBox(failure) {
  return h('div', { class: 'box bad', role: 'alert' },
    h('strong', {}, failure.code || 'failed'), ` ${failure.message}`,
    failure.errors?.length ? h('ul', {}, failure.errors.map(error => h('li', {}, h('code', {}, error.field), ` ${error.message} ${error.remedy}`))) : null,
    failure.remedy ? h('div', {}, failure.remedy) : null);
}

export function notice(text) {
  document.getElementById('notice').textContent = text;
}
