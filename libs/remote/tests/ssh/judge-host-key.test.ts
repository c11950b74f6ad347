import { describe, expect, it } from 'vitest';
import { judgeHostKey, orderHostKeyAlgorithms } from '../../src/ssh/judge-host-key.ts';
import { parseKnownKeys } from '../../src/ssh/known-hosts.ts';

const [one, two] = ['b25l', 'dHdv'];

function judge(lines: string, shown: string, linesWithoutPort = ''): string {
  const known = {
    ofHost: parseKnownKeys(lines, '/kh'),
    withoutPort: parseKnownKeys(linesWithoutPort, '/kh'),
  };
  return judgeHostKey(known, Buffer.from(shown, 'base64'));
}

describe('a key', () => {
  it.each([
    ['', one, 'unknown'],
    [`# Host pi1 found: line 1\npi1 ssh-rsa ${one} a comment\n`, one, 'known'],
    [`pi1 ssh-rsa ${one}\npi1\tssh-ed25519   ${two}\n`, two, 'known'],
    [`pi1 ssh-rsa ${two}`, one, 'changed'],
    [`pi1 ssh-rsa ${one}\n@revoked * ssh-rsa ${one}`, one, 'revoked'],
    [`@revoked pi1 ssh-rsa ${two}`, one, 'marked'],
    [`@cert-authority * ssh-rsa ${one}`, one, 'marked'],
    [`@cert-authority * ssh-rsa ${two}\npi1 ssh-rsa ${one}`, one, 'marked'],
  ])('%# is judged by known_hosts', (lines, shown, verdict) => {
    expect(judge(lines, shown!)).toBe(verdict);
  });
});

describe('lines without the port', () => {
  it.each([
    ['', `pi1 ssh-rsa ${one}`, 'known'],
    ['', `pi1 ssh-rsa ${two}`, 'unknown'],
    ['', `@revoked pi1 ssh-rsa ${one}`, 'marked'],
    ['', `@cert-authority pi1 ssh-rsa ${two}`, 'marked'],
    [`@revoked * ssh-rsa ${two}`, `pi1 ssh-rsa ${one}`, 'marked'],
    [`@revoked * ssh-rsa ${one}`, `pi1 ssh-rsa ${one}`, 'revoked'],
    [`@cert-authority * ssh-rsa ${two}`, `pi1 ssh-rsa ${one}`, 'marked'],
    [`[pi1]:2222 ssh-rsa ${two}`, `pi1 ssh-rsa ${one}`, 'changed'],
  ])('%# do not condemn a host with a port', (lines, linesWithoutPort, verdict) => {
    expect(judge(lines, one!, linesWithoutPort)).toBe(verdict);
  });
});

describe('the requested algorithms', () => {
  const known = parseKnownKeys(`pi1 ssh-rsa ${one}\n@revoked pi1 ssh-ed25519 ${two}`, '/kh');

  it('begin with the known types', () => {
    expect(orderHostKeyAlgorithms(known, ['ssh-ed25519', 'rsa-sha2-256', 'rsa-sha2-512', 'sk-x'])).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519',
    ]);
  });

  it('are those that ssh_config allows', () => {
    expect(orderHostKeyAlgorithms([], ['ecdsa-sha2-nistp256'])).toEqual(['ecdsa-sha2-nistp256']);
  });
});
