import { createHash } from 'node:crypto';
import type { Kept } from '../snapshot.ts';

/** The page, with its script and its style in it, and the policy that allows nothing else. */
export interface PageText {
  readonly html: string;
  /** The Content-Security-Policy. */
  readonly policy: string;
}

/** @param html what the build makes of src/page */
export function livePage(html: string): PageText {
  return { html, policy: `${policyOf(html)}; connect-src 'self'; frame-ancestors 'none'` };
}

/** The page in a file of its own, with all that it shows. */
export function keptPage(html: string, kept: Kept): string {
  // Nothing in the data can end its element.
  const data = JSON.stringify(kept).replaceAll('<', String.raw`\u003c`);
  return html
    .replace('<!--policy-->', `<meta http-equiv="Content-Security-Policy" content="${policyOf(html)}">`)
    .replace('<!--kept-->', () => `<script id="kept" type="application/json">${data}</script>`);
}

function policyOf(html: string): string {
  const [, style] = /<style>([^]*?)<\/style>/.exec(html)!;
  const [, script] = /<script>([^]*?)<\/script>/.exec(html)!;
  return [
    "default-src 'none'",
    `script-src ${hashOf(script!)}`,
    `style-src ${hashOf(style!)}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
