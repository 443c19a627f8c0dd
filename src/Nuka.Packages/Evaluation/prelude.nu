# What a package file sees besides Nushell itself. Everything here builds plain records; what is hashed is made of them by nuka, not here.

# A source that nuka fetches before the build, fixed by the digest of its bytes. Several addresses are mirrors of one another.
export def fetch [
  url: any           # an address, or a list of addresses of the same bytes
  hash: string       # sha256- and 64 hexadecimal digits
  --unpack (-u)      # an archive: the build finds what is in it
]: nothing -> record {
  if $hash !~ '^sha256-[0-9a-f]{64}$' {
    error make {msg: "the digest of a source is sha256- and 64 hexadecimal digits", label: {text: "not such a digest", span: (metadata $hash).span}}
  }
  {nuka: fetch, url: (if ($url | describe) == string { [$url] } else { $url }), hash: $hash, unpack: $unpack}
}

# A file or directory beside the package file, fixed by its content.
export def local [
  path: string  # relative to the package file
]: nothing -> record {
  if ($path | str starts-with "/") or ($path =~ '(^|/)\.\.(/|$)') {
    error make {msg: "a local source lies beside the package file", label: {text: "leaves its directory", span: (metadata $path).span}}
  }
  {nuka: local, path: $path}
}

# A lock file of a language package manager: nuka fetches what it names, that manager installs it.
export def lock [
  manager: string  # npm, nuget, pip, cargo, go
  path: string     # relative to the package file
]: nothing -> record {
  {nuka: lock, manager: $manager, file: (local $path)}
}

# A package with other options: $openssl | with {static: true}
export def with [options: record]: record -> record {
  let package = $in
  if ($package.nuka? != ref) {
    error make {msg: "`with` takes a package from `use pkgs [...]`", label: {text: "no package comes in here", span: (metadata $options).span}}
  }
  $package | upsert options (($package.options? | default {}) | merge $options)
}

# A package for a level of processors above the lowest: $zlib | at $target.cpu
export def at [level: string]: record -> record {
  let package = $in
  if ($package.nuka? != ref) {
    error make {msg: "`at` takes a package from `use pkgs [...]`", label: {text: "no package comes in here", span: (metadata $level).span}}
  }
  $package | upsert level $level
}

# A program that is kept running; nuka makes a unit of the machine's service manager from it.
export def service [
  command: list<string>           # the program and its arguments
  --user: string = "nuka"
  --restart: string = "on-failure"
  --ports: list<int> = []
  --config: record = {}
  --after: list<string> = []
]: nothing -> record {
  {nuka: service, command: $command, user: $user, restart: $restart, ports: $ports, config: $config, after: $after}
}

# Why the text of a build step cannot stand alone; nothing if it can.
def open-term [source: string]: nothing -> any {
  if ($source | nu-check) { null } else { ast --json $source | get error }
}

# A loop and no closure: for every closure that runs Nushell copies all it knows.
def refs [list: list, what: string]: nothing -> list {
  for package in $list {
    if ($package.nuka? != ref) {
      error make {msg: $"($what) takes packages from `use pkgs [...]`", label: {text: "not all of these are packages", span: (metadata $list).span}}
    }
  }
  $list
}

# A package: its name, its version, what it is built from, what is there while it is built, and how.
export def derivation [
  name: string                     # the package's name
  version: string                  # the version that its authors gave it
  src: any                         # fetch, local or lock, or a list of them
  packages: list                   # from `use pkgs [...]`: for the machine that the result runs on
  build: closure                   # {|pkgs, src, args| ...}: runs later, in the build sandbox
  --tools: list = []               # packages for the machine that builds
  --args: record = {}              # third parameter of the build step
  --vars: record = {}              # variables of the build step
  --outputs: list<string> = [out]  # trees that the build makes
  --needs-run: list = []           # packages that the result needs when it runs, beside those that are found in it
  --allow: record = {}             # what may be in the outputs although it is refused otherwise, each with a reason
  --impure: string = ""            # why the build needs the network; a person must allow it, and it marks everything above
  --platforms: list<string> = []   # where it may exist; everywhere if none is named
  --cpu: list<string> = []         # levels of processors that are worth a build of their own
  --options: record = {}           # names of options with their defaults
  --safety: string = "unsafe"      # memory-safe: a claim that fails unless the build shows it
  --runtime: string = "base"
  --needs: list<string> = []
  --license: string = ""
  --description: string = ""
  --service: record
]: nothing -> record {
  let source = view source $build
  let open = open-term $source
  if $open != null {
    error make {
      msg: "the build step uses a name from outside itself"
      label: {text: "give it with --args, and read it from the third parameter", span: (metadata $build).span}
      help: ($open | to nuon)
    }
  }
  {
    nuka: derivation
    name: $name
    version: $version
    src: (if ($src | describe) =~ '^(list|table)' { $src } else { [$src] })
    packages: (refs $packages "packages")
    tools: (refs $tools "--tools")
    needs-run: (refs $needs_run "--needs-run")
    build: {lang: nu, source: $source, args: $args, vars: $vars}
    outputs: $outputs
    allow: $allow
    impure: $impure
    platforms: $platforms
    cpu: $cpu
    options: $options
    safety: $safety
    runtime: $runtime
    needs: $needs
    license: $license
    description: $description
    service: $service
  }
}
