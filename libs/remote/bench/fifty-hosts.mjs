// How long until a worker has run on every one of fifty hosts, each 300 ms away in both directions, against one of them.
// Prints a table: `node libs/remote/bench/fifty-hosts.mjs [HOSTS] [MILLISECONDS]`. Needs sshd, and nothing else.
import { fork, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.dirname ?? fileURLToPath(new URL('.', import.meta.url));

if (process.argv[2] === '--proxy') runProxies(...process.argv.slice(3).map(Number));
else await measure(Number(process.argv[2] ?? 50), Number(process.argv[3] ?? 300));

async function measure(hosts, milliseconds) {
  const folder = mkdtempSync(join(tmpdir(), 'td-bench-ssh-'));
  const sshd = await startSshd(folder);
  const { proxy, ports } = await startProxies(sshd.port, hosts, milliseconds);
  try {
    const sshConfigFile = writeConfig(folder, ports);
    const launchers = await loadLaunchers();
    console.log(`${hosts} hosts, ${milliseconds} ms of added delay each way\n`);
    console.log('launcher   one host (s)   all hosts (s)   ratio   CPU of this process (s)');
    for (const [name, create] of launchers) {
      const one = median([
        await time(create, sshConfigFile, 1),
        await time(create, sshConfigFile, 1),
        await time(create, sshConfigFile, 1),
      ]);
      const before = process.cpuUsage();
      const all = await time(create, sshConfigFile, hosts);
      const { user, system } = process.cpuUsage(before);
      const columns = [
        name.padEnd(8),
        one.toFixed(2).padStart(14),
        all.toFixed(2).padStart(15),
        (all / one).toFixed(2).padStart(9),
        ((user + system) / 1e6).toFixed(2).padStart(14),
      ];
      console.log(columns.join(' '));
    }
  } finally {
    proxy.kill();
    sshd.child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function time(create, sshConfigFile, hosts) {
  const launcher = create({ sshConfigFile });
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: hosts }, async (_, i) => {
      const host = { user: null, name: `host${i}`, port: null };
      const worker = await launcher.start(host, 'true', new AbortController().signal);
      worker.stdout.resume();
      worker.stderr.resume();
      const end = await worker.ended;
      if (end.exitCode !== 0) throw new Error(`Expected exit code 0, got ${JSON.stringify(end)}`);
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  await launcher.close();
  return seconds;
}

/** The launchers from source. */
async function loadLaunchers() {
  const { bundleSource } = await import('../../../tools/bundle-source.mjs');
  const load = async (file, name) => {
    const source = join(here, '..', 'src', 'ssh', `${file}.ts`);
    return (await import(await bundleSource(source, join(here, '..', 'dist', 'bench', `${file}.mjs`))))[name];
  };
  return [
    ['ssh2', await load('ssh-launcher', 'createSshLauncher')],
    ['openssh', await load('openssh-launcher', 'createOpensshLauncher')],
  ];
}

// SHLVL keeps bash from reading the user's .bashrc, which may take longer than all the rest.
async function startSshd(folder) {
  if (process.getuid() === 0) mkdirSync('/run/sshd', { recursive: true });
  for (const key of ['host', 'id'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host`,
    `PidFile ${folder}/pid`,
  ];
  lines.push(
    `AuthorizedKeysFile ${folder}/id.pub`,
    'StrictModes no',
    'UsePAM no',
    'MaxStartups 1000',
    'SetEnv SHLVL=2',
    '',
  );
  writeFileSync(join(folder, 'sshd_config'), lines.join('\n'));
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise((resolve) =>
    child.stderr.on('data', (text) => String(text).includes('listening') && resolve()),
  );
  return { child, port };
}

function writeConfig(folder, ports) {
  const key = readFileSync(join(folder, 'host.pub'), 'utf8');
  writeFileSync(join(folder, 'known_hosts'), ports.map((port) => `[127.0.0.1]:${port} ${key}`).join(''));
  const hosts = ports.map((port, i) => `Host host${i}\n  HostName 127.0.0.1\n  Port ${port}\n`);
  const all = [
    'Host *',
    `  User ${userInfo().username}`,
    `  IdentityFile ${folder}/id`,
    '  IdentityAgent none',
  ];
  all.push(`  UserKnownHostsFile ${folder}/known_hosts`, '');
  writeFileSync(join(folder, 'config'), hosts.join('') + all.join('\n'));
  return join(folder, 'config');
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startProxies(target, count, milliseconds) {
  const proxy = fork(fileURLToPath(import.meta.url), ['--proxy', target, count, milliseconds].map(String));
  const ports = await new Promise((resolve) => proxy.once('message', resolve));
  return { proxy, ports };
}

/** One port a host; every byte comes so much later at the other side, and so does the connection itself. */
async function runProxies(target, count, milliseconds) {
  const ports = [];
  for (let i = 0; i < count; i += 1) {
    const server = createServer((near) => {
      near.on('error', () => undefined);
      near.pause();
      // The TCP handshake: one way there, one back, before the first byte goes out.
      setTimeout(() => {
        const far = connect(target, '127.0.0.1');
        far.on('error', () => near.destroy());
        delay(near, far, milliseconds);
        delay(far, near, milliseconds);
        near.resume();
      }, 2 * milliseconds);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push(server.address().port);
  }
  process.send(ports);
  process.on('disconnect', () => process.exit());
}

function delay(from, to, milliseconds) {
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), milliseconds));
  from.on('close', () => setTimeout(() => to.end(), milliseconds));
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
