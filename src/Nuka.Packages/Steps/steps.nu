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
