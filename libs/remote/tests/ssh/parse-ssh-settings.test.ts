import { hostname, userInfo } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import { parseSshSettings } from '../../src/ssh/parse-ssh-settings.ts';
import { PrintedSettings } from '../../src/ssh/printed-settings.ts';
import type { SshSettings } from '../../src/ssh/ssh-settings.ts';

const { homedir, username } = userInfo();

function parse(lines: string[], host = 'pi1'): SshSettings {
  return parseSshSettings(
    parseHostAddress(host),
    new PrintedSettings(['user pi', 'hostname PI1.lan', 'port 22', ...lines].join('\n')),
  );
}

describe('the output of ssh -G', () => {
  it('is read', () => {
    const lines = [
      'addressfamily inet6',
      'hashknownhosts yes',
      'identitiesonly yes',
      'stricthostkeychecking true',
      'connecttimeout 7',
      'serveraliveinterval 3',
      'hostkeyalias cluster',
      'bindaddress 10.0.0.9',
      'hostkeyalgorithms ssh-ed25519,rsa-sha2-512',
      'ciphers aes128-ctr,aes256-ctr',
      'kexalgorithms curve25519-sha256',
      'userknownhostsfile /a /b',
      'globalknownhostsfile none',
      'identityfile /x y/id',
      'identityfile ~/id',
      'identityagent /run/agent',
    ];
    expect(parse(lines)).toEqual({
      host: { user: null, name: 'pi1', port: null },
      user: 'pi',
      address: { hostName: 'pi1.lan', port: 22, family: 6, bindAddress: '10.0.0.9' },
      hostKeys: {
        alias: 'cluster',
        algorithms: ['ssh-ed25519', 'rsa-sha2-512'],
        userFiles: ['/a', '/b'],
        globalFiles: [],
        hashNames: true,
        strictChecking: 'yes',
      },
      identities: { files: ['/x y/id', `${homedir}/id`], only: true, agent: '/run/agent' },
      timing: { connectTimeoutSeconds: 7, serverAliveIntervalSeconds: 3 },
      algorithms: { ciphers: ['aes128-ctr', 'aes256-ctr'], macs: [], keyExchange: ['curve25519-sha256'] },
    });
  });

  it('has tokens in the names of files', () => {
    const { identities } = parse(['identityfile %d/%n_%h_%p_%r_%u_%l_%%_%k']);
    expect(identities.files).toEqual([`${homedir}/pi1_pi1.lan_22_pi_${username}_${hostname()}_%_pi1`]);
  });

  it.each([
    ['identityagent none', null],
    ['identityagent /run/agent', '/run/agent'],
    ['identityagent SSH_AUTH_SOCK', '/from/environment'],
    ['identityagent $SSH_AUTH_SOCK', '/from/environment'],
    ['compression no', '/from/environment'],
  ])('names the agent: %s', (line, agent) => {
    const before = process.env['SSH_AUTH_SOCK'];
    onTestFinished(() => {
      if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
      else process.env['SSH_AUTH_SOCK'] = before;
    });
    process.env['SSH_AUTH_SOCK'] = '/from/environment';
    expect(parse([line]).identities.agent).toBe(agent);
  });

  it.each([
    ['accept-new', 'accept-new'],
    ['ask', 'ask'],
    ['true', 'yes'],
  ])('takes StrictHostKeyChecking %s as %s', (value, expected) => {
    expect(parse([`stricthostkeychecking ${value}`]).hostKeys.strictChecking).toBe(expected);
  });
});
