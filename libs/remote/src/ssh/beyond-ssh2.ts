import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { hasOtherTokens } from './expand-path.ts';
import { isNone, type PrintedSettings } from './printed-settings.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * Why a host cannot be reached with ssh2 exactly as its settings ask for: the setting that ssh2 does not honour; null = it
 * honours all. A setting that is in none of the lists here is honoured only if it is at OpenSSH's own default.
 * @param defaults what OpenSSH prints without any file of settings
 */
export function beyondSsh2(settings: PrintedSettings, defaults: PrintedSettings): string | null {
  const learnsByDefault = hasDefaultFile(settings, defaults);
  const isHonoured = (keyword: string): boolean => {
    if (withoutEffect.has(keyword) || honoured.has(keyword)) return true;
    const isWithinReach = honouredIf[keyword];
    if (isWithinReach === undefined) return settings.agrees(keyword, defaults);
    return isWithinReach(settings.all(keyword), settings.agrees(keyword, defaults), learnsByDefault);
  };
  const keyword = [...settings.keywords()].find((name) => !isHonoured(name));
  if (keyword === undefined) return null;
  return sshMessages.settingBeyondSsh2(
    `${names.get(keyword) ?? keyword}${shownValue(settings.get(keyword))}`,
  );
}

function shownValue(value: string | null): string {
  return value === null || value.length > 60 ? '' : ` ${value}`;
}

type IsWithinReach = (values: readonly string[], isDefault: boolean, learnsByDefault: boolean) => boolean;

/** `ssh -G` does not quote: a value with a space is one path or several. */
const isOnePath = (value: string): boolean => !/\s/.test(value) && !hasOtherTokens(value);

const arePaths = ([value = '']: readonly string[], isDefault: boolean): boolean =>
  isDefault ? !/\s/.test(homedir()) : isOnePath(value);

/** Whether OpenSSH learns a host's further keys by default. Source: OpenSSH, readconf.c, fill_default_options(). */
function hasDefaultFile(settings: PrintedSettings, defaults: PrintedSettings): boolean {
  const keyword = 'userknownhostsfile';
  const [first] = defaults.get(keyword)?.split(' ') ?? [];
  return settings.agrees(keyword, defaults) || settings.get(keyword) === first;
}

const honouredIf: Readonly<Record<string, IsWithinReach>> = {
  // With none, a new key could not be kept: ssh then refuses it.
  userknownhostsfile: (values, isDefault) => !isNone(values[0] ?? '') && arePaths(values, isDefault),
  globalknownhostsfile: arePaths,
  // Where they mean the same, the default cannot be told from a `yes` that the user has set.
  // With `ask`, nobody is there to answer.
  updatehostkeys: ([value = ''], isDefault, learnsByDefault) =>
    ['no', 'false', 'ask'].includes(value) || (isDefault && learnsByDefault),
  identityfile: (values) => values.every((value) => !hasOtherTokens(value)),
  identityagent: ([value = '']) => /^\$\w+$/.test(value) || !hasOtherTokens(value),
  stricthostkeychecking: ([value = '']) => ['yes', 'true', 'ask', 'accept-new'].includes(value),
  // Before OpenSSH 8.5, the default was yes.
  checkhostip: ([value]) => value === 'no',
  // A name would have to be resolved.
  bindaddress: ([value = '']) => isIP(value) !== 0,
  preferredauthentications: ([value = '']) => value.split(',').includes('publickey'),
  // Other variables than those of the language may be meant for the worker.
  sendenv: (values) => values.every((value) => /^-?(LANG|LANGUAGE|LC_.*|COLORTERM|NO_COLOR)$/.test(value)),
};

function lowerCase(keywords: string): ReadonlySet<string> {
  return new Set(keywords.trim().toLowerCase().split(/\s+/));
}

/** What the ssh2 way does as ssh does. Of ciphers, MACs and key exchanges it uses those that are listed, and that it knows. */
const honoured = lowerCase(`
  Host HostName User Port AddressFamily ProxyJump ConnectTimeout ServerAliveInterval
  HostKeyAlias HashKnownHosts IdentitiesOnly
  Ciphers MACs KexAlgorithms
`);

/**
 * What does not matter to a worker: the terminal and the input of a session, forwarding, sharing of connections, messages,
 * and ways to log in besides keys. Where a key is not enough, the system's ssh is used anyway.
 */
const withoutEffect = lowerCase(`
  RemoteCommand RequestTTY SessionType StdinNull ForkAfterAuthentication EscapeChar EnableEscapeCommandline
  LocalForward RemoteForward DynamicForward ClearAllForwardings ExitOnForwardFailure GatewayPorts PermitRemoteOpen
  Tunnel TunnelDevice StreamLocalBindMask StreamLocalBindUnlink
  ForwardAgent ForwardX11 ForwardX11Timeout ForwardX11Trusted XAuthLocation
  ControlMaster ControlPath ControlPersist
  BatchMode LogLevel LogVerbose SyslogFacility VisualHostKey FingerprintHash WarnWeakCrypto
  AddKeysToAgent Tag IgnoreUnknown
  CanonicalDomains CanonicalizeFallbackLocal CanonicalizeMaxDots CanonicalizePermittedCNAMEs
  GSSAPIAuthentication GSSAPIDelegateCredentials GSSAPIKeyExchange GSSAPIKexAlgorithms GSSAPITrustDns
  GSSAPIRenewalForcesRekey GSSAPIClientIdentity GSSAPIServerIdentity
  HostbasedAuthentication HostbasedAcceptedAlgorithms EnableSSHKeysign
  KbdInteractiveAuthentication KbdInteractiveDevices PasswordAuthentication NumberOfPasswordPrompts
  PKCS11Provider SecurityKeyProvider
  Compression IPQoS TCPKeepAlive ServerAliveCountMax ObscureKeystrokeTiming ProxyUseFdpass
`);

/** Spelled as in ssh_config(5). */
const names = new Map(
  `ProxyCommand KnownHostsCommand RevokedHostKeys PubkeyAuthentication StrictHostKeyChecking UserKnownHostsFile
  GlobalKnownHostsFile UpdateHostKeys CertificateFile CanonicalizeHostname NoHostAuthenticationForLocalhost CheckHostIP VerifyHostKeyDNS
  HostKeyAlgorithms PubkeyAcceptedAlgorithms CASignatureAlgorithms BindInterface SetEnv SendEnv IdentityFile IdentityAgent
  PreferredAuthentications BindAddress PermitLocalCommand LocalCommand ConnectionAttempts RekeyLimit RequiredRSASize RefuseConnection`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);
