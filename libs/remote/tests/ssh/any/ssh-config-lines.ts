const lines = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

/** Settings by what they decide. The first of a list is the simplest. */
export const settings: readonly (readonly string[])[] = [
  lines(`
    UserKnownHostsFile <F>/known
    UserKnownHostsFile <F>/kh <F>/kh2
    UserKnownHostsFile "<F>/my files/known"
    UserKnownHostsFile "<F>/my files/kh"
    UserKnownHostsFile <F>/my\\ files/kh
    UserKnownHostsFile <F>/missing "<F>/my files/known"
    UserKnownHostsFile "<F>/my files/new"
    UserKnownHostsFile '<F>/my files/kh' <F>/known
    UserKnownHostsFile <F>/new/known
    UserKnownHostsFile ~/<home>/<F>/kh2
    UserKnownHostsFile %d/<home>/<F>/known
    UserKnownHostsFile <F>/known-%h
    UserKnownHostsFile <F>/known-%n
    UserKnownHostsFile <F>/known-%r
    UserKnownHostsFile <F>/known-%u <F>/kh2
    UserKnownHostsFile <F>/known-%k
    UserKnownHostsFile <F>/new-%p
    UserKnownHostsFile <F>/new-%C
    UserKnownHostsFile <F>/known%%
    UserKnownHostsFile <F>/\${TD_WORD}
    UserKnownHostsFile <F>/\${TD_UNSET}/known
    UserKnownHostsFile none
    UserKnownHostsFile NONE
    UserKnownHostsFile /dev/null
    UserKnownHostsFile <F>/folder
    UserKnownHostsFile <F>/wrong`),
  lines(`
    GlobalKnownHostsFile <F>/known
    GlobalKnownHostsFile "<F>/my files/known"
    GlobalKnownHostsFile "<F>/my files/wrong"
    GlobalKnownHostsFile <F>/kh2 <F>/known
    GlobalKnownHostsFile <F>/wrong <F>/known
    GlobalKnownHostsFile none
    GlobalKnownHostsFile None
    GlobalKnownHostsFile /dev/null`),
  lines(`
    StrictHostKeyChecking accept-new
    StrictHostKeyChecking yes
    StrictHostKeyChecking ask
    StrictHostKeyChecking no
    StrictHostKeyChecking off
    StrictHostKeyChecking accept-new
    StrictHostKeyChecking accept-new
    StrictHostKeyChecking true`),
  lines(`
    HostKeyAlias farm
    HostKeyAlias %n
    HostKeyAlias Farm
    HostKeyAlias [127.0.0.1]:<beta.port>
    HostKeyAlias 127.0.0.1
    HostKeyAlias none
    HashKnownHosts yes
    HashKnownHosts no
    CheckHostIP yes
    CheckHostIP no
    UpdateHostKeys yes
    UpdateHostKeys no
    UpdateHostKeys ask
    VerifyHostKeyDNS no
    NoHostAuthenticationForLocalhost yes
    NoHostAuthenticationForLocalhost no`),
  lines(`
    KnownHostsCommand <K>/bin/known-hosts %H
    KnownHostsCommand <K>/bin/wrong-known-hosts %H
    KnownHostsCommand <K>/bin/wrong-known-hosts %I %t "%H"
    KnownHostsCommand /bin/false
    KnownHostsCommand /bin/true
    KnownHostsCommand none
    KnownHostsCommand NONE
    KnownHostsCommand <K>/missing
    RevokedHostKeys <K>/revoked-alpha
    RevokedHostKeys <K>/revoked-stranger
    RevokedHostKeys <K>/revoked-krl
    RevokedHostKeys <K>/missing
    RevokedHostKeys none
    RevokedHostKeys NONE
    RevokedHostKeys "<K>/with space/revoked-alpha"
    RevokedHostKeys <F>/more`),
  lines(`
    HostKeyAlgorithms ssh-ed25519
    HostKeyAlgorithms rsa-sha2-512
    HostKeyAlgorithms rsa-sha2-256,ecdsa-sha2-nistp256
    HostKeyAlgorithms ecdsa-sha2-nistp256
    HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com,ssh-ed25519
    HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com
    HostKeyAlgorithms ssh-rsa
    HostKeyAlgorithms +ssh-rsa
    HostKeyAlgorithms -ssh-ed25519*
    HostKeyAlgorithms ^rsa-sha2-512
    HostKeyAlgorithms ecdsa-*
    CASignatureAlgorithms rsa-sha2-512
    CASignatureAlgorithms -ssh-ed25519
    RequiredRSASize 4096`),
  lines(`
    Ciphers aes256-ctr
    Ciphers aes128-gcm@openssh.com,aes256-gcm@openssh.com
    Ciphers chacha20-poly1305@openssh.com
    Ciphers aes128-cbc
    Ciphers 3des-cbc
    Ciphers ^aes192-ctr
    Ciphers -chacha20*
    MACs hmac-sha2-256
    MACs umac-64-etm@openssh.com
    MACs hmac-md5
    MACs -hmac-*
    KexAlgorithms curve25519-sha256
    KexAlgorithms ecdh-sha2-nistp521
    KexAlgorithms diffie-hellman-group1-sha1
    KexAlgorithms diffie-hellman-group14-sha256,diffie-hellman-group16-sha512
    KexAlgorithms -curve25519*,ecdh*
    Compression yes
    RekeyLimit 1M`),
  lines(`
    IdentityFile <K>/plain
    IdentityFile <K>/locked
    IdentityFile <K>/plain.pub
    IdentityFile <K>/agent-only
    IdentityFile <K>/agent-only.pub
    IdentityFile <K>/rsa
    IdentityFile <K>/stranger
    IdentityFile <K>/missing
    IdentityFile <K>/open
    IdentityFile <K>/certified
    IdentityFile <K>/nonsense
    IdentityFile none
    IdentityFile None
    IdentityFile "<K>/with space/key"
    IdentityFile <K>/with\\ space/key
    IdentityFile <K>/key-of-%r
    IdentityFile <K>/key-of-%u-%h
    IdentityFile ~/<home>/<K>/plain
    IdentityFile \${TD_KEYS}/plain
    IdentityFile \${TD_UNSET}/plain
    CertificateFile <K>/certified-cert.pub
    CertificateFile "<K>/with space/certified-cert.pub"
    CertificateFile <K>/missing`),
  lines(`
    IdentitiesOnly yes
    IdentitiesOnly no
    IdentityAgent <K>/agent
    IdentityAgent <K>/strangers-agent
    IdentityAgent <K>/missing
    IdentityAgent none
    IdentityAgent None
    IdentityAgent SSH_AUTH_SOCK
    IdentityAgent $SSH_AUTH_SOCK
    IdentityAgent ssh_auth_sock
    IdentityAgent $TD_AGENT
    IdentityAgent \${TD_KEYS}/agent
    IdentityAgent "<K>/with space/agent"
    PubkeyAuthentication no
    PubkeyAuthentication yes
    PubkeyAuthentication unbound
    PreferredAuthentications publickey
    PreferredAuthentications password
    PreferredAuthentications none
    PreferredAuthentications keyboard-interactive,publickey
    PubkeyAcceptedAlgorithms rsa-sha2-512
    PubkeyAcceptedAlgorithms -ssh-ed25519
    PubkeyAcceptedAlgorithms ssh-ed25519-cert-v01@openssh.com
    NumberOfPasswordPrompts 0
    HostbasedAuthentication yes
    GSSAPIAuthentication yes
    PasswordAuthentication no`),
  lines(`
    ProxyJump gate
    ProxyJump gate,beta
    ProxyJump beta,gate
    ProxyJump <me>@gate:<gate.port>
    ProxyJump %r@gate
    ProxyJump ssh://gate
    ProxyJump ssh://<other>@gate:<gate.port>
    ProxyJump <me>@127.0.0.1:<gate.port>
    ProxyJump none
    ProxyJump NONE
    ProxyJump none@gate
    ProxyJump chained
    ProxyJump <me>@chained
    ProxyJump gate:<nobody.port>
    ProxyCommand <K>/bin/connect %h %p
    ProxyCommand ssh -F <F>/config -W %h:%p gate
    ProxyCommand "<K>/with space/connect" %h %p
    ProxyCommand exec <K>/bin/connect 127.0.0.1 <alpha.port>
    ProxyCommand <K>/bin/connect %h <beta.port> # %n %r %%
    ProxyCommand none
    ProxyCommand NONE
    ProxyCommand /bin/false`),
  lines(`
    HostName 127.0.0.1
    HostName localhost
    HostName ::1
    HostName 127.0.0.2
    HostName 127.0.0.%%
    HostName %h
    HostName LocalHost
    HostName none
    Port <beta.port>
    Port <alpha.port>
    Port <nobody.port>
    User <other>
    User <me>
    User nobody-here
    User none
    User default
    AddressFamily inet
    AddressFamily inet6
    AddressFamily any
    AddressFamily ANY
    BindAddress 127.0.0.3
    BindAddress 192.0.2.1
    BindAddress ::1
    BindAddress none
    BindInterface none
    BindInterface lo
    ConnectionAttempts 2
    ConnectTimeout 7
    ConnectTimeout none`),
  lines(`
    CanonicalizeHostname yes
    CanonicalizeHostname always
    CanonicalizeHostname no
    CanonicalDomains localdomain
    CanonicalDomains none
    CanonicalizeFallbackLocal no
    CanonicalizeMaxDots 0
    RemoteCommand uptime
    RequestTTY force
    RequestTTY yes
    SessionType none
    SessionType subsystem
    StdinNull yes
    ForkAfterAuthentication yes
    LocalForward <gate.port> 127.0.0.1:1
    LocalForward 127.0.0.1:<beta.port> 127.0.0.1:1
    RemoteForward <beta.port> 127.0.0.1:1
    DynamicForward <beta.port>
    ExitOnForwardFailure yes
    Tunnel yes
    ForwardX11 yes
    ForwardAgent yes`),
  lines(`
    ControlMaster auto
    ControlMaster yes
    ControlMaster autoask
    ControlPath <F>/control-%C
    ControlPath <F>/%h-%p-%r
    ControlPath none
    ControlPath NONE
    ControlPersist 1
    ControlPersist no
    LogLevel QUIET
    LogLevel DEBUG3
    LogLevel ERROR
    SetEnv TD_SET=yes
    SendEnv TD_*
    SetEnv OTHER=1`),
];

/** Settings that do not decide whether and where ssh connects. */
export const harmlessSettings = lines(`
  TCPKeepAlive no
  ServerAliveInterval 30
  ServerAliveInterval none
  ServerAliveCountMax 1
  VisualHostKey yes
  FingerprintHash md5
  EscapeChar none
  IPQoS throughput
  ForwardX11Trusted no
  PermitLocalCommand no
  EnableSSHKeysign no
  PKCS11Provider none
  StreamLocalBindUnlink yes
  GatewayPorts yes
  IgnoreUnknown Nonsense
  BatchMode no
  SyslogFacility USER
  ProxyUseFdpass no
  HostbasedAcceptedAlgorithms ssh-ed25519`);

/** Settings with which ssh does not start, mostly. */
export const fatalSettings = lines(`
  Nonsense yes
  Port many
  Port
  HostKeyAlgorithms nonsense
  Ciphers nonsense
  UserKnownHostsFile "<F>/kh
  StrictHostKeyChecking perhaps
  Include
  Host
  Match nonsense
  HostName %x
  IdentityFile <K>/%x`);

export const blockHeads = lines(`
  Host alpha
  Host a* !beta
  Host !alpha *
  Host alpha beta
  Host ?lpha
  Host "alpha"
  Host alpha.test
  Host 127.0.0.1
  Host A*
  Match all
  Match host alpha
  Match host 127.0.0.1
  Match host 127.0.0.*,!127.0.0.1
  Match !host 127.0.0.1
  Match originalhost alpha
  Match originalhost a*,!alpha
  Match user <me>
  Match user <other>
  Match !user <other> host *
  Match localuser <me>
  Match exec true
  Match exec false
  Match !exec "false"
  Match exec "test %n = alpha"
  Match exec "test %p -eq <alpha.port>" user <me>
  Match exec "test %h = 127.0.0.1 && test %r = <me>"
  Match final all
  Match canonical
  Match final host 127.0.0.1
  Match all exec true`);
