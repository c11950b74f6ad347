import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseRows } from '@task-distributor/band';
import { EventStream } from './event-stream.ts';
import type { PageText } from './page-text.ts';
import type { Shown } from './shown.ts';

/** Answers one request. No path of a file is ever made from what it asks for. */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  shown: Shown,
  page: PageText,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Content-Security-Policy', page.policy);
  // A page elsewhere whose name leads here (DNS rebinding) sends its own name.
  if (!isThisMachine(request.headers.host)) return end(response, 403, 'Expected 127.0.0.1 as the host');
  if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    return end(response, 405, 'Expected GET');
  }
  const [path = ''] = (request.url ?? '').split('?');
  if (path === '/') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(page.html);
  } else if (path === '/events') {
    response.setHeader('Content-Type', 'text/event-stream');
    new EventStream(shown, response);
  } else {
    sendPicture(response, pictureOf(path, shown));
  }
}

function pictureOf(path: string, shown: Shown): Buffer | null {
  if (path === '/probe') return shown.probe();
  const [, kind, text = ''] = /^\/(rows|preview)\/(.*)$/.exec(path) ?? [];
  const rows = parseRows(text);
  if (rows === null) return null;
  return kind === 'rows' ? shown.rows(rows) : shown.preview(rows);
}

function sendPicture(response: ServerResponse, png: Buffer | null): void {
  if (png === null) return end(response, 404, 'There is no such thing here');
  response.setHeader('Content-Type', 'image/png');
  response.end(png);
}

function end(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}

function isThisMachine(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host ?? '');
}

const headers = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
