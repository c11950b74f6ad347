import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keptPage, livePage } from '../src/server/page-text.ts';
import { serve } from '../src/server/serve.ts';
import { emptySnapshot } from '../src/watch/snapshot-of.ts';
import { FakeShown } from './fake-shown.ts';

const html = '<!--policy--><style>a{}</style><!--kept--><script>alert()</script>';
let end: AbortController;
let shown: FakeShown;
let url: string;

beforeEach(async () => {
  end = new AbortController();
  shown = new FakeShown();
  url = await serve(shown, livePage(html), 0, end.signal);
});
afterEach(() => end.abort());

/** Asks with a Host header and a method of its own. */
async function ask(path: string, { host = new URL(url).host, method = 'GET' } = {}) {
  const asked = request(new URL(url), { path, method, headers: { host } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const text = await response.setEncoding('utf8').toArray();
  return { status: response.statusCode, headers: response.headers, text: text.join('') };
}

test('listens on 127.0.0.1 alone, on a free port', () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test('serves the page under a policy that allows its own script and style alone', async () => {
  const { status, headers, text } = await ask('/');
  expect({ status, text }).toEqual({ status: 200, text: html });
  const hash = (inner: string) => `'sha256-${createHash('sha256').update(inner).digest('base64')}'`;
  const policy = String(headers['content-security-policy']);
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash('alert()')}`,
    `style-src ${hash('a{}')}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
  ]);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
});

test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '10.0.0.1', '[::1]'])(
  'refuses a request for the host "%s"',
  async (host) => {
    expect(await ask('/', { host })).toMatchObject({ status: 403, text: 'Expected 127.0.0.1 as the host\n' });
    expect(await ask('/events', { host })).toMatchObject({ status: 403 });
  },
);

test('answers under the name localhost, through any port that leads here', async () => {
  expect(await ask('/', { host: 'localhost:8080' })).toMatchObject({ status: 200 });
});

test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('refuses %s', async (method) => {
  const { status, headers } = await ask('/', { method });
  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET' });
});

test.each([
  '/etc/passwd',
  '/../../etc/passwd',
  '/rows/../.td-job.json',
  '/rows/%2e%2e%2fjob',
  '/preview/..%2f.td-job.json',
  '/preview/1-2/',
  '/rows/1-2/x',
  '/rows/0-2',
  '/rows/2-1',
  '/rows/1-999999999999',
  '/rows',
  '/page.html',
])('has nothing at %s', async (path) => {
  expect(await ask(path)).toMatchObject({ status: 404, text: 'There is no such thing here\n' });
});

test('serves rows of the small picture', async () => {
  expect(await ask('/rows/3-9?7')).toMatchObject({
    status: 200,
    text: 'rows',
    headers: { 'content-type': 'image/png' },
  });
  expect(shown.asked).toEqual([{ first: 3, last: 9 }]);
  expect(await ask('/rows/3-101')).toMatchObject({ status: 404 });
  expect(await ask('/probe?x')).toMatchObject({ status: 200, text: 'probe' });
});

test('outlives a request that is none', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end('GET\r\n\r\n');
  await once(socket.resume(), 'close');
  expect(await ask('/')).toMatchObject({ status: 200 });
});

describe('events', () => {
  /** Reads events until one matches. */
  async function* events() {
    const response = await fetch(`${url}events`);
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of response.body!) {
      text += decoder.decode(bytes, { stream: true });
      const whole = text.split('\n\n');
      text = whole.pop()!;
      for (const event of whole) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? [];
        if (name !== undefined && name !== 'now') yield { name, data: JSON.parse(data!) as unknown };
      }
    }
  }

  test('begin with everything, and then have what has changed', async () => {
    shown.painted = [{ first: 1, last: 10 }];
    const stream = events();
    expect((await stream.next()).value).toEqual({ name: 'update', data: shown.snapshot });
    expect((await stream.next()).value).toEqual({ name: 'rows', data: shown.painted });
    const log = [{ at: 1, text: 'new', kind: 'plain' as const }];
    shown.change({ log });
    expect((await stream.next()).value).toEqual({ name: 'update', data: { log } });
    for (const follower of shown.followers) {
      follower.painted({ first: 30, last: 40 });
      follower.painted({ first: 20, last: 29 });
    }
    expect((await stream.next()).value).toEqual({ name: 'rows', data: [{ first: 20, last: 40 }] });
    await stream.return();
    await expect.poll(() => shown.followers.size).toBe(0);
  });

  test('end with the server', async () => {
    const stream = events();
    await stream.next();
    end.abort();
    await expect(stream.next()).rejects.toThrow();
    await expect(fetch(url)).rejects.toThrow();
  });
});

test('says that another program has the port', async () => {
  const port = Number(new URL(url).port);
  await expect(serve(shown, livePage(html), port, end.signal)).rejects.toThrow(
    `port ${port}: another program uses it; give another with --port, or leave it out to get a free one`,
  );
});

test('nothing in the data ends its element in a page that is kept', () => {
  const snapshot = emptySnapshot('</script><script>alert(1)</script><!--');
  const page = keptPage(html, { at: 0, snapshot, rows: [], probe: null, previews: {} });
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page).not.toContain('</script><script>alert(1)');
  const [, data] = /<script id="kept" type="application\/json">(.*?)<\/script>/s.exec(page)!;
  expect(JSON.parse(data!)).toMatchObject({ snapshot });
  expect(page).toContain(
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src',
  );
});
