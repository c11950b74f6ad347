import { hostname, userInfo } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import { parseSshSettings } from '../../src/ssh/parse-ssh-settings.ts';
import type { SshSettings } from '../../src/ssh/ssh-settings.ts';

const { homedir, username } = userInfo();

function parse(lines: string[], host = 'pi1'): SshSettings {
  return parseSshSettings(
    parseHostAddress(host),
    ['user pi', 'hostname PI1.lan', 'port 22', ...lines].join('\n'),
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
      'proxyjump pi@gate:2222,second',
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
      proxyJump: ['pi@gate:2222', 'second'],
      timing: { connectTimeoutSeconds: 7, serverAliveIntervalSeconds: 3 },
    });
  });

  it('has tokens in the names of files', () => {
    const { identities } = parse(['identityfile %d/%n_%h_%p_%r_%u_%l_%%_%k']);
    expect(identities.files).toEqual([`${homedir}/pi1_pi1.lan_22_pi_${username}_${hostname()}_%_pi1`]);
  });

  it('has tokens in the hops of a ProxyJump', () => {
    const { proxyJump } = parse(['proxyjump %r@gate-%h:2222,%n_%p_%%_%u']);
    expect(proxyJump).toEqual(['pi@gate-pi1.lan:2222', 'pi1_22_%_%u']);
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
    ['false', 'accept-new'],
    ['accept-new', 'accept-new'],
    ['ask', 'ask'],
    ['true', 'yes'],
  ])('takes StrictHostKeyChecking %s as %s', (value, expected) => {
    expect(parse([`stricthostkeychecking ${value}`]).hostKeys.strictChecking).toBe(expected);
  });

  it.each([
    ['proxycommand nc %h %p', 'ProxyCommand'],
    ['revokedhostkeys /etc/ssh/revoked', 'RevokedHostKeys'],
    ['pubkeyauthentication false', 'PubkeyAuthentication no'],
  ])('is refused where ssh2 does not support it: %s', (line, name) => {
    expect(() => parse([line])).toThrow(
      `pi1: resolving: ssh_config sets ${name}, which ssh2 does not support; use --via openssh`,
    );
  });
});
