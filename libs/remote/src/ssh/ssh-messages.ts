/**
 * The reasons and the ways out in messages about hosts that cannot be reached over SSH, and about processes that end there.
 * Both ways over SSH use them. The words of ssh, of hosts and of the system are passed on as they are.
 */
export const sshMessages = {
  // Asking OpenSSH's programs on this machine
  noAnswerFromOpenssh: (seconds: number) =>
    `no answer from OpenSSH within ${seconds} s (a slow Match exec in ssh_config, or a file that hangs?)`,
  installOpenssh: 'install the package openssh-client',
  opensshMissing: 'ssh is not installed',
  opensshFailed: (program: string) => `${program} failed`,

  // The way to a host
  jumpInCircle: (names: readonly string[]) => `ProxyJump goes round in a circle: ${names.join(', ')}`,
  badJump: (complaint: string) => `ProxyJump: ${complaint}`,
  checkConfig: 'check ssh_config',
  onTheWay: (hop: string) => `on the way there: ${hop}`,

  // What only the system's ssh can do
  settingBeyondSsh2: (setting: string) => `ssh_config sets ${setting}`,
  ulimitBeyondSsh2: 'ulimit -v is too low for ssh2',
  protocolBeyondSsh2: (reason: string) => `ssh2 failed: ${reason}`,
  keysBeyondSsh2: 'ssh2 has no key that the host takes',
  markerBeyondSsh2: (name: string) => `known_hosts has a @cert-authority or a @revoked for ${name}`,
  notBySsh2: (reason: string) => `${reason}, which ssh2 does not support`,
  leaveOutVia: 'leave out --via ssh',

  // Connecting
  otherFamily: 'Address family for hostname not supported',
  noAnswerWithin: (seconds: number) => `no answer within ${seconds} s`,
  noAnswerFrom: (place: string, seconds: number) => `no answer from ${place} within ${seconds} s`,
  noAnswerAtAll: 'no answer',
  opensshExited: (exitCode: number) => `ssh exited ${exitCode}`,
  /** @param place what the hop, the host before this one, has tried to connect to; null = not known */
  hopFailed: (words: string, place: string | null, hop: string) =>
    `${words} (${place === null ? '' : `${place}, `}from ${hop})`,
  hopRefuses: (hop: string, words: string) => `${hop} does not connect to it: ${words}`,
  allowForwarding: (hop: string) =>
    `check AllowTcpForwarding and PermitOpen in the sshd_config of ${hop}, and what its key is restricted to`,
  tryCommand: (command: string) => `try: ${command}`,

  // Key exchange
  hungUp:
    'the host closed the connection before the handshake ' +
    '(more connections at the same time than MaxStartups of its sshd permits, or no sshd)',
  hungUpWith: (words: string) => `the host closed the connection before the handshake: ${words}`,
  notSsh: (words: string) => `this is not an SSH server: it sent "${words}"`,
  hostClosed: 'the host closed the connection',

  // Host key
  keyRefused: (reason: string) => `Host key verification failed: ${reason}`,
  keyRevoked: (whose: string) => `${whose} is marked as revoked`,
  keyChanged: (whose: string, file: string) => `${whose}, ${file} has another`,
  keyUnknown: (host: string) => `${host} is not in known_hosts`,
  askAdministrator:
    'somebody may be intercepting the connection, or the host still uses its old key: ask its administrator',
  removeKey: (how: string) =>
    `somebody may be intercepting the connection, or the host was reinstalled; if you know that it was: ${how}`,
  removeLine: 'remove its line there',
  keyAdded: (name: string, key: string) => `Permanently added '${name}' (${key}) to the list of known hosts.`,
  keyNotAdded: (name: string, file: string, complaint: string) =>
    `Failed to add '${name}' to the list of known hosts (${file}): ${complaint}`,
  connectByHand: (command: string) => `connect once by hand: ${command}, or give --accept-new`,

  // Authentication
  permissionDenied: (methods: readonly string[], user: string) =>
    `Permission denied${methods.length === 0 ? '' : ` (${methods.join(',')})`} for ${user}`,
  noUsableKey: 'no usable key',
  triedKeys: (keys: readonly string[]) => `tried ${keys.join(', ')}`,
  cannotUseKeys: (keys: readonly string[]) => `cannot use ${keys.join(', ')}`,
  hardwareKey: 'a hardware key',
  keyTooOpen: 'others may read it: chmod 600',
  noRegularFile: 'not a regular file',
  agentSilent: (socket: string) => `the ssh agent did not answer (${socket})`,
  needsPassphrase: (command: string) => `the key needs its passphrase: ${command}`,
  fewerKeys: 'name the right key in ssh_config: IdentitiesOnly yes, and IdentityFile',
  wantsPassword: 'the host wants a password, and none is ever asked for: set up a key (ssh-copy-id)',

  // A session, and the login shell in it
  sessionRefused: (words: string) => `the host refused it: ${words}`,
  allowSessions: 'check MaxSessions in its sshd_config, and what its key or user is restricted to',
  hostHangs: 'check that neither the host nor the network hangs',
  shellStuck: (seconds: number) => `the login shell did not reach it within ${seconds} s`,
  otherCommand: 'the host ran another command instead, which exited 0',
  forcedCommand:
    'check ForceCommand in its sshd_config, command= in its authorized_keys, and the login shell of its user',
  startUpFiles: 'its start-up files (.bashrc, .profile) must not wait for input or execute another program',

  // The end of a process
  connectionLost: (reason: string) => `connection lost: ${reason}`,
  hostSilent: 'the host does not answer',
  hostClosedIt: 'the host closed it',
  closedHere: 'this side closed the connection',
  killedBy: (signal: string | undefined) => `killed by ${signal}`,
  killedOnHost: (exitCode: number) => `killed on the host (ssh exited ${exitCode})`,
  channelClosed: 'the channel was closed without an exit status',
  ignoredSignal: (signal: string) => `did not answer ${signal}; its channel was closed`,
  didNotStop: 'did not stop; its channel was closed',
  sshKilled: (signal: string | null) => `ssh was killed by ${signal}`,
} as const;
