import { describe, expect, it } from 'vitest';
import { judgeHostKey, orderHostKeyAlgorithms } from '../../src/ssh/judge-host-key.ts';
import { parseKnownKeys } from '../../src/ssh/known-hosts.ts';

const where = { file: '/kh', name: 'pi1' };
const [one, two] = ['b25l', 'dHdv'];

function judge(lines: string, shown: string): string {
  return judgeHostKey(parseKnownKeys(lines, where), Buffer.from(shown, 'base64'));
}

describe('a key', () => {
  it.each([
    ['', one, 'unknown'],
    [`# Host pi1 found: line 1\npi1 ssh-rsa ${one} a comment\n`, one, 'known'],
    [`pi1 ssh-rsa ${one}\npi1\tssh-ed25519   ${two}\n`, two, 'known'],
    [`pi1 ssh-rsa ${two}`, one, 'changed'],
    [`pi1 ssh-rsa ${one}\n@revoked * ssh-rsa ${one}`, one, 'revoked'],
    [`@revoked pi1 ssh-rsa ${two}`, one, 'unknown'],
    [`@cert-authority * ssh-rsa ${one}`, one, 'certified'],
    [`@cert-authority * ssh-rsa ${two}\npi1 ssh-rsa ${one}`, one, 'known'],
  ])('%# is judged by known_hosts', (lines, shown, verdict) => {
    expect(judge(lines, shown!)).toBe(verdict);
  });
});

describe('the requested algorithms', () => {
  const known = parseKnownKeys(`pi1 ssh-rsa ${one}\n@revoked pi1 ssh-ed25519 ${two}`, where);

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
