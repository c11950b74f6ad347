import fc from 'fast-check';
import { InputError } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { formatHostAddress, parseHostAddress, type HostAddress } from '../src/host-address.ts';

describe('a host', () => {
  it.each<[string, HostAddress]>([
    ['pi113', { user: null, name: 'pi113', port: null }],
    ['pi@pi113', { user: 'pi', name: 'pi113', port: null }],
    ['pi@pi113:2222', { user: 'pi', name: 'pi113', port: 2222 }],
    ['10.0.0.1:22', { user: null, name: '10.0.0.1', port: 22 }],
    ['pi_1.example.org', { user: null, name: 'pi_1.example.org', port: null }],
    ['DOM\\ann-b.c@pi1', { user: 'DOM\\ann-b.c', name: 'pi1', port: null }],
    ['ann@example.org@pi1:22', { user: 'ann@example.org', name: 'pi1', port: 22 }],
    ['dom+ann@pi1', { user: 'dom+ann', name: 'pi1', port: null }],
    ['2001:db8::1', { user: null, name: '2001:db8::1', port: null }],
    ['pi@[2001:db8::1]:22', { user: 'pi', name: '2001:db8::1', port: 22 }],
    ['[fe80::1%eth0]', { user: null, name: 'fe80::1%eth0', port: null }],
  ])('%s is read', (text, address) => {
    expect(parseHostAddress(text)).toEqual(address);
  });

  it.each([
    '',
    ' ',
    'pi 1',
    'pi1:',
    'pi1:0',
    'pi1:65536',
    'pi1:22x',
    '@pi1',
    'pi@',
    '@a@b',
    'a b@c@d',
    'a@b@',
    '-oProxyCommand=x',
    'pi@-x',
    '-l@pi1',
    'pi1\n',
    '../etc',
    'a/b',
    '[::1',
    '$(id)',
    "pi'1",
    'pi1;id',
    'pi1\tx',
    '4/pi1',
  ])('%j is refused', (text) => {
    expect(() => parseHostAddress(text)).toThrow(InputError);
  });

  it('that is refused is shown without its control characters', () => {
    expect(() => parseHostAddress('\u001b[31m')).toThrow(
      'Expected a host as [user@]name[:port], got "\\x1b[31m"',
    );
  });

  it('is written as it is read', () => {
    const name = fc.oneof(
      fc.stringMatching(/^[a-z0-9_][a-z0-9._-]{0,20}$/),
      fc.ipV4(),
      fc.ipV6().filter((address) => !address.startsWith(':')),
    );
    const user = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._@+\\-]{0,10}$/));
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }));
    fc.assert(
      fc.property(fc.record({ user, name, port }), (address) => {
        expect(parseHostAddress(formatHostAddress(address))).toEqual(address);
      }),
    );
  });
});
