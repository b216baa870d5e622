'use strict';

// Shows the answer of each form on its card. Without script the forms are plain forms.

function textOf(type, body) {
  if (!type.startsWith('text/html')) {
    return body;
  }
  const page = new DOMParser().parseFromString(body, 'text/html');
  const main = page.querySelector('main') || page.body;
  main.querySelectorAll('th:not(:last-child), td:not(:last-child)').forEach(cell => cell.append(': '));
  main.querySelectorAll('form').forEach(form => form.remove());
  return main.innerText.replace(/\n{3,}/g, '\n\n').trim();
}

function requestOf(form) {
  const data = new FormData(form);
  const headers = form.dataset.range ? {Range: form.dataset.range} : {};
  const multipart = form.enctype === 'multipart/form-data';
  if (form.method === 'post') {
    return [form.action, {method: 'POST', body: multipart ? data : new URLSearchParams(data), headers}];
  }
  const query = new URLSearchParams(data).toString();
  return [form.action + (query ? '?' + query : ''), {headers, cache: 'no-store'}];
}

async function readAll(response, show) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const live = (response.headers.get('content-type') || '').startsWith('text/plain');
  let text = '';
  let size = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      return {text: text + decoder.decode(), size};
    }
    size += value.length;
    text += decoder.decode(value, {stream: true});
    if (live) {
      show(text);
    }
  }
}

async function submit(form) {
  const answer = form.parentElement.querySelector('.answer');
  answer.className = 'answer';
  answer.textContent = '…';
  try {
    const [url, options] = requestOf(form);
    const response = await fetch(url, options);
    const type = response.headers.get('content-type') || '';
    const line = `${response.status} ${type}\n\n`;
    const {text, size} = await readAll(response, soFar => { answer.textContent = line + soFar; });
    const shown = form.dataset.size ? `${size} bytes` : textOf(type, text);
    answer.textContent = line + shown;
    const passed = response.status === Number(form.dataset.status || 200)
        && (form.dataset.size ? size === Number(form.dataset.size) : true)
        && (form.dataset.expect ? shown.includes(form.dataset.expect) : true);
    answer.classList.add(passed ? 'passed' : 'failed');
    return passed;
  } catch (failure) {
    answer.textContent = String(failure);
    answer.classList.add('failed');
    return false;
  }
}

async function submitAll() {
  const summary = document.getElementById('summary');
  const forms = [...document.querySelectorAll('.card form')];
  summary.className = '';
  summary.textContent = 'Trying …';
  let passed = 0;
  for (const form of forms) {
    passed += await submit(form) ? 1 : 0;
  }
  summary.textContent = `${passed} of ${forms.length} as expected`;
  summary.classList.toggle('failed', passed !== forms.length);
}

for (const form of document.querySelectorAll('.card form')) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    submit(form);
  });
}
document.getElementById('all').addEventListener('click', submitAll);
if (location.hash === '#all') {
  submitAll();
}
