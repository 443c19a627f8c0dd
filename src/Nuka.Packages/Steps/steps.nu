# Commands that every build step has, beside Nushell's own and the programs of its root.

# A package of the autotools: configure, make, make install.
export def --wrapped autotools [...flags: string]: nothing -> nothing {
  configure ...$flags
  make-install
}

# ./configure with the places that everything is installed to.
export def --wrapped configure [...flags: string]: nothing -> nothing {
  ^./configure --prefix=/usr --sysconfdir=/etc --localstatedir=/var $"--libdir=($env.NUKA_LIBDIR)" --disable-dependency-tracking ...$flags
}

# make with as many jobs as the build may use, then make install below the output; flags are given to both.
export def --wrapped make-install [...flags: string]: nothing -> nothing {
  ^make $"--jobs=($env.NUKA_JOBS)" ...$flags
  ^make install $"DESTDIR=($env.out)" ...$flags
}

# A package of CMake, built beside its sources.
export def --wrapped cmake-build [...flags: string]: nothing -> nothing {
  let libdir = $env.NUKA_LIBDIR | path relative-to /usr
  ^cmake -S . -B ../cmake -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_INSTALL_PREFIX=/usr $"-DCMAKE_INSTALL_LIBDIR=($libdir)" -DCMAKE_SKIP_RPATH=ON ...$flags
  ^cmake --build ../cmake --parallel $env.NUKA_JOBS
  with-env {DESTDIR: $env.out} { ^cmake --install ../cmake }
}

# A package of Meson, built beside its sources.
export def --wrapped meson-build [...flags: string]: nothing -> nothing {
  ^meson setup ../meson --prefix=/usr --sysconfdir=/etc --localstatedir=/var $"--libdir=($env.NUKA_LIBDIR)" --buildtype=plain ...$flags
  ^ninja -C ../meson -j $env.NUKA_JOBS
  with-env {DESTDIR: $env.out} { ^meson install -C ../meson --no-rebuild }
}

# Copies files into a directory of the output, which is made: install-to usr/bin prog
export def install-to [
  directory: string      # below the output, with a first slash or without
  ...files: string       # what is copied; patterns are not read
  --executable (-x)      # as programs
]: nothing -> nothing {
  let target = $env.out | path join ($directory | str trim --left --char "/")
  mkdir $target
  ^install --mode (if $executable { "0755" } else { "0644" }) --target-directory $target ...$files
}

# Moves what only building against a library needs to the output `dev`: headers, static libraries, links of the linker, descriptions for pkg-config, CMake and
# autoconf, the programs that tell flags of compilers, and the pages of functions.
export def split-dev []: nothing -> nothing {
  let libdir = $env.NUKA_LIBDIR | path relative-to /
  let places = [
    "usr/include" $"($libdir)/*.{so,a}" $"{($libdir),usr/lib,usr/share}/pkgconfig" $"{($libdir),usr/lib,usr/share}/cmake" "usr/share/aclocal"
    "usr/bin/*-config" "usr/share/man/man3" "usr/share/man/man1/*-config.1"
  ]
  for from in ($places | each {|place| glob $"($env.out)/($place)" } | flatten) {
    let to = $env.dev | path join ($from | path relative-to $env.out)
    mkdir ($to | path dirname)
    mv $from $to
  }
}

# A program of Rust: the first source is its own, the others are packages of Debian that carry crates, which are laid where Cargo looks instead of its registry.
# What only tests and other systems need is left out, so that it need not be there. The program is static: it needs nothing when it runs.
export def --wrapped cargo-install [
  sources: list<string>
  ...flags: string       # of `cargo install`
]: nothing -> nothing {
  let home = $env.HOME | path join cargo
  mkdir $"($home)/crates"
  for crate in ($sources | skip 1 | each {|source| glob $"($source)/share/cargo/registry/*" } | flatten) {
    cp --recursive $crate $"($home)/crates"
    {files: {}} | to json | save --force $"($home)/crates/($crate | path basename)/.cargo-checksum.json"
  }
  for manifest in (glob $"($home)/crates/*/Cargo.toml" | append $"($sources.0)/Cargo.toml") {
    let said = open $manifest
    let foreign = $said.target? | default {} | columns | where {|one| $one =~ 'windows|macos|apple|wasm|redox|hermit|wasi|fuchsia|cygwin|uefi|sgx' and $one !~ 'not\(' }
    $said | reject --optional dev-dependencies ...($foreign | each {|one| [target $one] | into cell-path }) | save --force $manifest
  }
  $"[source.crates-io]\nreplace-with = 'debian'\n[source.debian]\ndirectory = '($home)/crates'\n" | save $"($home)/config.toml"
  let machine = $env.NUKA_CPU? | each {|cpu| $" -C target-cpu=($cpu)" }
  let flags_of_all = $"--remap-path-prefix=($env.HOME)=. -C target-feature=+crt-static($machine)"
  with-env {CARGO_HOME: $home, RUSTFLAGS: $flags_of_all} {
    ^cargo install --offline --no-track --jobs $env.NUKA_JOBS --root $"($env.out)/usr" --path $sources.0 ...$flags
  }
}

# A program of Go: the first source is its own, with the go.mod that says what it is imported by, the others are packages of Debian that carry Go's, which are laid where Go looks before it had modules.
export def --wrapped go-install [
  sources: list<string>
  ...flags: string       # of `go install`
]: nothing -> nothing {
  let home = $env.HOME | path join go
  let import = open --raw $"($sources.0)/go.mod" | lines | parse "module {path}" | get 0.path
  for source in ($sources | skip 1) { ^cp --recursive --no-target-directory $"($source)/share/gocode" $home }
  mkdir ($"($home)/src/($import)" | path dirname)
  ^cp --recursive --no-target-directory $sources.0 $"($home)/src/($import)"
  with-env {GOPATH: $home, GOBIN: $"($env.out)/usr/bin", GOCACHE: $"($env.HOME)/go-cache", GO111MODULE: off, CGO_ENABLED: "0"} {
    let level = $env.NUKA_CPU? | default "" | parse "x86-64-{level}" | get --optional 0.level
    if $level != null { $env.GOAMD64 = $level }
    ^go install -trimpath -p $env.NUKA_JOBS ...$flags $import
  }
}

# A program of Node.js, or a project that names one: what its lock names is installed by npm (which is among the tools), and the project with it to a directory of
# its own below /usr/lib. Its programs are its own, and those of the packages that it names.
export def --wrapped npm-install [
  project: string      # the directory of package.json and its lock
  ...flags: string     # of `npm ci`
]: nothing -> nothing {
  cd $project
  ^npm ci --omit dev ...$flags
  let about = open package.json
  let home = $env.out | path join usr lib $about.name
  mkdir ($home | path dirname) $"($env.out)/usr/bin"
  ^cp --recursive --no-target-directory . $home
  for place in ($about.dependencies? | default {} | columns | each {|name| $"node_modules/($name)" } | prepend .) {
    let package = open $"($place)/package.json"
    let said = $package.bin? | default {}
    let bin = if ($said | describe) == string { {($package.name | path basename): $said} } else { $said }
    for program in ($bin | transpose name file) {
      ^chmod +x $"($home)/($place)/($program.file)"
      ^ln --symbolic --relative $"($home)/($place)/($program.file)" $"($env.out)/usr/bin/($program.name)"
    }
  }
}

# A project of Python, built by what its pyproject.toml or setup.py says: all that this takes is in the root.
export def --wrapped pip-install [
  ...flags: string     # of `pip wheel`
]: nothing -> nothing {
  let wheels = $env.HOME | path join wheels
  let alone = [--no-index --no-deps --no-cache-dir --disable-pip-version-check]
  ^python3 -m pip wheel ...$alone --no-build-isolation --wheel-dir $wheels ...$flags .
  # Installed by its name: of a directory or a file, pip would write down where it lay.
  let names = glob $"($wheels)/*.whl" | each {|wheel| $wheel | path basename | split row "-" | first }
  with-env {DEB_PYTHON_INSTALL_LAYOUT: deb_system} {
    ^python3 -m pip install ...$alone --find-links $wheels --no-compile --ignore-installed --root-user-action ignore --root $env.out --prefix /usr ...$names
  }
}

# A program of .NET: csc (which is among the tools) compiles its files to a directory of its own below /usr/lib, and `dotnet` starts it there. The libraries that are
# named go along. Files come to csc in one order, whatever the directory's is.
export def --wrapped dotnet-install [
  name: string         # of the program
  ...words: string     # of csc: files of C# and options, -r:LIBRARY among them
]: nothing -> nothing {
  let home = $env.out | path join usr lib $name
  mkdir $home $"($env.out)/usr/bin"
  for library in ($words | parse "-r:{file}") { cp $library.file $home }
  ^csc -nologo -deterministic -optimize $"-pathmap:($env.HOME)=." $"-out:($home)/($name).dll" ...($words | sort)
  {runtimeOptions: {framework: {name: Microsoft.NETCore.App, version: "10.0.0"}}} | to json | save $"($home)/($name).runtimeconfig.json"
  $"#!/bin/sh\nexec dotnet /usr/lib/($name)/($name).dll \"$@\"\n" | save $"($env.out)/usr/bin/($name)"
  ^chmod +x $"($env.out)/usr/bin/($name)"
}
