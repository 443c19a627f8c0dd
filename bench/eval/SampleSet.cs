using System.Globalization;
using System.Text;

namespace Nuka.Bench.Eval;

/// <summary>One set of packages, written for nuka and for Nix: each has a source, flags, a build and up to three packages that it is made from.</summary>
internal static class SampleSet
{
    internal static void Write(string directory, int count)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        Directory.CreateDirectory(Path.Combine(directory, "nuka"));
        Directory.CreateDirectory(Path.Combine(directory, "nix"));
        StringBuilder all = new("let pkgs = {\n");
        for (int i = 0; i < count; i++)
        {
            int[] named = [.. new[] { i * 7 / 11, i * 3 / 5, i / 2 }.Where(j => j < i).Distinct()];
            File.WriteAllText(Path.Combine(directory, "nuka", $"p{i}.nu"), Nuka(i, named));
            File.WriteAllText(Path.Combine(directory, "nix", $"p{i}.nix"), Nix(i, named));
            all.Append(CultureInfo.InvariantCulture, $"  p{i} = import ./p{i}.nix {{ inherit pkgs; loud = false; }};\n");
        }

        File.WriteAllText(Path.Combine(directory, "nix", "default.nix"), all.Append("}; in pkgs\n").ToString());
        File.WriteAllText(Path.Combine(directory, "nix", "one.nix"), "import ./p0.nix { pkgs = {}; loud = false; }\n");
    }

    private static string Digest(int i) => i.ToString("x64", CultureInfo.InvariantCulture);

    private static string Nuka(int i, int[] named) => $$"""
        # Package {{i}}.
        use pkgs [{{string.Join(' ', named.Select(j => $"p{j}"))}}]

        const version = "1.{{i}}"

        export def main [--loud] {
          let flags = if $loud { [--enable-loud] } else { [--disable-loud] }
          let src = fetch --unpack $"https://a.example/p{{i}}-($version).tar.gz" sha256-{{Digest(i)}}

          derivation p{{i}} $version $src [{{string.Join(' ', named.Select(j => $"$p{j}"))}}] --args {flags: $flags} --options {loud: false} {|pkgs, src, args|
            cd $src
            ^./configure --prefix=/usr ...$args.flags
            ^make
            ^make install $"DESTDIR=($env.out)"
          }
        }

        """;

    private static string Nix(int i, int[] named) => $$"""
        # Package {{i}}.
        { pkgs, loud }:
        let
          version = "1.{{i}}";
          flags = if loud then [ "--enable-loud" ] else [ "--disable-loud" ];
          src = derivation {
            name = "p{{i}}.tar.gz"; system = "builtin"; builder = "builtin:fetchurl"; url = "https://a.example/p{{i}}-${version}.tar.gz";
            outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "{{Digest(i)}}";
          };
        in derivation {
          name = "p{{i}}-${version}"; system = "x86_64-linux"; builder = "/bin/sh"; inherit src flags;
          packages = [ {{string.Join(' ', named.Select(j => $"pkgs.p{j}"))}} ];
          args = [ "-c" ''
            cd $src
            ./configure --prefix=/usr $flags
            make
            make install DESTDIR=$out
          '' ];
        }

        """;
}
