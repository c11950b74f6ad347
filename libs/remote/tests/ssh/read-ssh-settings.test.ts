import { hostname, userInfo } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import { parseSshSettings, type SshSettings } from '../../src/ssh/read-ssh-settings.ts';

const { homedir, username } = userInfo();

function parse(lines: string[], host = 'pi1'): SshSettings {
  return parseSshSettings(
    parseHostAddress(host),
    ['user pi', 'hostname PI1.lan', 'port 22', ...lines].join('\n'),
  );
}

describe('what ssh -G prints', () => {
  it('is read', () => {
    expect(
      parse([
        ...['addressfamily inet6', 'hashknownhosts yes', 'identitiesonly yes', 'stricthostkeychecking true'],
        ...['connecttimeout 7', 'serveraliveinterval 3', 'hostkeyalias cluster', 'bindaddress 10.0.0.9'],
        ...['hostkeyalgorithms ssh-ed25519,rsa-sha2-512', 'proxyjump pi@gate:2222,second'],
        ...[
          'userknownhostsfile /a /b',
          'globalknownhostsfile none',
          'identityfile /x y/id',
          'identityfile ~/id',
        ],
      ]),
    ).toMatchObject({
      user: 'pi',
      hostName: 'pi1.lan',
      port: 22,
      family: 6,
      bindAddress: '10.0.0.9',
      hostKeyAlias: 'cluster',
      hostKeyAlgorithms: ['ssh-ed25519', 'rsa-sha2-512'],
      userKnownHostsFiles: ['/a', '/b'],
      globalKnownHostsFiles: [],
      hashKnownHosts: true,
      strictHostKeyChecking: 'yes',
      identityFiles: ['/x y/id', `${homedir}/id`],
      identitiesOnly: true,
      proxyJump: ['pi@gate:2222', 'second'],
      connectTimeoutSeconds: 7,
      serverAliveIntervalSeconds: 3,
    });
  });

  it('has tokens in the names of files', () => {
    const { identityFiles } = parse(['identityfile %d/%n_%h_%p_%r_%u_%l_%%_%k']);
    expect(identityFiles).toEqual([`${homedir}/pi1_pi1.lan_22_pi_${username}_${hostname()}_%_pi1`]);
  });

  it.each([
    ['identityagent none', null],
    ['identityagent /run/agent', '/run/agent'],
    ['identityagent SSH_AUTH_SOCK', '/from/environment'],
    ['identityagent $SSH_AUTH_SOCK', '/from/environment'],
    ['compression no', '/from/environment'],
  ])('says which agent: %s', (line, agent) => {
    const before = process.env['SSH_AUTH_SOCK'];
    onTestFinished(() => {
      if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
      else process.env['SSH_AUTH_SOCK'] = before;
    });
    process.env['SSH_AUTH_SOCK'] = '/from/environment';
    expect(parse([line]).agent).toBe(agent);
  });

  it.each([
    ['false', 'accept-new'],
    ['accept-new', 'accept-new'],
    ['ask', 'ask'],
    ['true', 'yes'],
  ])('takes StrictHostKeyChecking %s as %s', (value, expected) => {
    expect(parse([`stricthostkeychecking ${value}`]).strictHostKeyChecking).toBe(expected);
  });

  it.each([
    ['proxycommand nc %h %p', 'ProxyCommand'],
    ['revokedhostkeys /etc/ssh/revoked', 'RevokedHostKeys'],
    ['pubkeyauthentication false', 'PubkeyAuthentication no'],
  ])('is refused where ssh2 cannot do it: %s', (line, name) => {
    expect(() => parse([line])).toThrow(
      `pi1: resolving: ssh_config says ${name}, which ssh2 cannot do; use --via openssh`,
    );
  });
});
