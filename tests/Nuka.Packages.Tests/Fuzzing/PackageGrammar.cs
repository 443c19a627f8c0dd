using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Formats.Tests.Nuon;

namespace Nuka.Packages.Tests.Fuzzing;

/// <summary>Writes package files: every command of Nushell at every place where one can stand, with arguments of the kinds that it takes.</summary>
internal sealed class PackageGrammar
{
    private const string Ask = """
        scope commands | where type == built-in | each {|c|
          let s = ($c.signatures | values | first)
          {
            name: $c.name
            input: ($s | where parameter_type == input | get -o 0.syntax_shape | default nothing)
            arguments: ($s | where parameter_type == positional and is_optional == false | get syntax_shape | each {|x| $x | default any })
            switches: ($s | where parameter_type == switch | get parameter_name | where {|x| $x != help })
          }
        } | to json --raw
        """;

    /// <summary>Where a call can stand: <c>@</c> is the call, <c>#</c> the command's name. What must be refused there, unless the command is allowed.</summary>
    private static readonly (string Top, string Line, string Result)[] Places =
    [
        ("", "let x = (@)", "$x"), ("", "let x = [(@)]", "$x"), ("", "let x = {a: (@)}", "$x"), ("", "let x = $\"a(@)b\"", "$x"), ("", "let x = $'a(@)b'", "$x"),
        ("", "let x = [...(@)]", "$x"), ("", "let x = {...(@)}", "$x"), ("", "let x = ([1] | each { @ })", "$x"), ("", "let x = ([1] | each {|i| [$i (@)] })", "$x"),
        ("", "let x = ([1] | where (@) == 1)", "$x"), ("", "let x = ([1] | where {|i| (@) == 1 })", "$x"), ("", "let x = (do { @ })", "$x"),
        ("", "let x = (if (@) == 1 { 1 } else { 2 })", "$x"), ("", "let x = (if false { 1 } else { @ })", "$x"), ("", "let x = (match (@) { _ => 1 })", "$x"),
        ("", "let x = (match 1 { 1 => (@), _ => 2 })", "$x"),
        ("", "let x = (match 1 { $y if (@) == 1 => 2, _ => 3 })", "$x"),
        ("", "let x = (try { @ } catch { 2 })", "$x"),
        ("", "let x = (try { error make {msg: a} } catch { let z = 1; @ })", "$x"), ("", "for i in [1] { @ | ignore }", "1"), ("", "for i in (@) { break }", "1"),
        ("", "while (@) == 1 { break }", "1"), ("", "loop { @ | ignore; break }", "1"), ("", "mut x = 1; $x = (@)", "1"), ("", "return (@)", "1"),
        ("", "let x = (@ | describe)", "$x"),
        ("", "let x = (1 | @)", "$x"), ("", "let x = (not (@))", "$x"), ("", "let x = ((@) == 1)", "$x"), ("", "let x = (@).a?", "$x"), ("", "let x = [[a]; [(@)]]", "$x"),
        ("", "let x = (\"a\" | str replace \"a\" (@))", "$x"), ("", "let x = ([2 1] | sort-by { @ })", "$x"), ("", "let x = ([1] | reduce --fold (@) {|a, b| $b })", "$x"),
        ("", "let x = (generate {|i| {out: (@)} } 1 | first)", "$x"), ("", "let x = ({a: 1} | update a { @ })", "$x"), ("", "let x = (null | default (@))", "$x"),
        ("def f [] { @ }", "let x = (f)", "$x"), ("def f [] { @ }", "", "1"), ("def f [] { def g [] { @ }; g }", "let x = (f)", "$x"),
        ("export def f [] { @ }", "", "1"),
        ("def f [a = (@)] { $a }", "let x = (f)", "$x"), ("def f [--a = (@)] { $a }", "let x = (f)", "$x"), ("const c = (@)", "", "$c"),
        ("export const c = (@)", "", "$c"),
        ("const c = [(@)]", "", "$c"), ("const c = {a: (@)}", "", "$c"), ("const c = $\"(@)\"", "", "$c"), ("alias f = @", "let x = (f)", "$x"),
        ("module m { export def f [] { @ } }", "let x = 1", "$x"), ("export-env { @ }", "", "1"), ("def --env f [] { @ }", "", "1"), ("def --wrapped f [...r] { @ }", "", "1"),
        ("@example \"x\" { @ }\ndef f [] { 1 }", "", "1"), ("", "@ o> \"/tmp/x\"", "1"), ("", "@ e>| ignore", "1"), ("", "^ls (@)", "1"), ("", "$env.X = (@)", "1"),
        ("", "with-env {A: (@)} { 1 }", "1"), ("", "let x = (%@)", "$x"), ("", "run-internal \"#\"", "1"), ("", "let x = (do {|c| do $c } { @ })", "$x"),
        ("", "let s = {|pkgs, src| @ }; derivation x \"1\" [] [] $s", "1"), ("", "let x = 1 # (\n@ | ignore", "$x"), ("", "let x = (1; @)", "$x"), ("", "let x = (\n  @\n)", "$x"),
        ("", "let x = (if true { (if true { (@) }) })", "$x"),
        ("", "let x = {a: {b: [{c: (@)}]}}", "$x"), ("", "overlay use (@)", "1"), ("", "use (@)", "1"), ("", "source (@)", "1"),
    ];

    private readonly FrozenSet<string> allowed;

    private PackageGrammar(ImmutableArray<CommandShape> commands, FrozenSet<string> allowed)
    {
        this.allowed = allowed;
        Commands = commands;
    }

    /// <summary>Nushell's own commands, without its keywords.</summary>
    internal ImmutableArray<CommandShape> Commands { get; }

    /// <summary>How many files there are of a command at a place.</summary>
    internal int Count => Commands.Length * Places.Length;

    internal static PackageGrammar Read(FrozenSet<string> allowed)
    {
        JsonElement[] rows = Nushell.Ask(Ask, Array.Empty<int>());
        return new PackageGrammar(
            [
                .. rows.Select(row => new CommandShape(
                    row.GetProperty("name").GetString()!, row.GetProperty("input").GetString()!, Texts(row.GetProperty("arguments")), Texts(row.GetProperty("switches")))),
            ],
            allowed);
    }

    /// <summary>A file with a certain command at a certain place.</summary>
    /// <param name="number">Which of all; any number.</param>
    /// <param name="random">Chooses what else stands there.</param>
    internal PackageCase One(int number, Random random)
    {
        CommandShape command = Commands[number % Commands.Length];
        (string Top, string Line, string Result) place = Places[number / Commands.Length % Places.Length];
        string call = Call(command, random, depth: 1);
        string spread = command.Name.Replace(" ", random.Next(4) == 0 ? "   " : " ", StringComparison.Ordinal);
        call = call.Replace(command.Name, spread, StringComparison.Ordinal);
        return new PackageCase(Fill(place, call, command.Name), $"`{command.Name}` in `{place.Top}{place.Line}`", !allowed.Contains(command.Name));
    }

    /// <summary>A file with the command in its build step, where everything may stand.</summary>
    /// <param name="number">Which command.</param>
    /// <param name="random">Chooses what else stands there.</param>
    internal PackageCase InStep(int number, Random random)
    {
        CommandShape command = Commands[number % Commands.Length];
        string call = Call(command, random, depth: 1);
        string body = random.Next(3) switch { 0 => call, 1 => $"[1] | each {{ {call} }}", _ => $"if true {{ {call} | ignore }}" };
        return new PackageCase($"export def main [] {{\n  derivation x \"1\" [] [] {{|pkgs, src| {body} }}\n}}\n", $"`{command.Name}` in a build step", false);
    }

    /// <summary>A file that uses allowed commands only, a few in one another.</summary>
    /// <param name="random">Chooses.</param>
    internal PackageCase Allowed(Random random)
    {
        CommandShape[] some = [.. Commands.Where(command => allowed.Contains(command.Name))];
        string call = Call(some[random.Next(some.Length)], random, depth: 3);
        for (int i = random.Next(3); i > 0; i--)
        {
            call += " | " + Bare(some[random.Next(some.Length)], random, 2);
        }

        (string Top, string Line, string Result) place = Places[random.Next(Places.Length)];
        return new PackageCase(Fill(place, call, "first"), call, false);
    }

    private static string Fill((string Top, string Line, string Result) place, string call, string name)
    {
        string top = place.Top.Replace("@example", "\u0001", StringComparison.Ordinal).Replace("@", call, StringComparison.Ordinal)
            .Replace("\u0001", "@example", StringComparison.Ordinal);
        string line = place.Line.Replace("@", call, StringComparison.Ordinal).Replace("\"#\"", $"\"{name}\"", StringComparison.Ordinal);
        return $"{top}\nexport def main [] {{\n  {line}\n  derivation x \"1\" [] [] --args {{t: {place.Result}}} {{|pkgs, src| date now }}\n}}\n";
    }

    private string Call(CommandShape command, Random random, int depth)
    {
        string input = Value(command.Input, random, depth);
        string bare = Bare(command, random, depth);
        return command.Input == "nothing" || input.Length == 0 ? bare : $"{input} | {bare}";
    }

    private string Bare(CommandShape command, Random random, int depth)
    {
        IEnumerable<string> flags = command.Switches.Where(_ => random.Next(4) == 0).Select(name => $"--{name}");
        return string.Join(' ', command.Arguments.Select(shape => Value(shape, random, depth)).Prepend(command.Name).Concat(flags));
    }

    private string Value(string shape, Random random, int depth)
    {
        if (depth > 0 && random.Next(5) == 0)
        {
            CommandShape[] some = [.. Commands.Where(command => allowed.Contains(command.Name))];
            string inner = Call(some[random.Next(some.Length)], random, depth - 1);
            return shape.StartsWith("closure", StringComparison.Ordinal) ? $"{{|x| {inner} }}" : shape == "block" ? $"{{ {inner} }}" : $"({inner})";
        }

        string first = shape.StartsWith("oneof<", StringComparison.Ordinal) ? shape["oneof<".Length..].Split(',', '>')[0] : shape;
        return first switch
        {
            "string" or "path" or "directory" or "glob" => Choose(random, "\"x\"", "'a b'", "\"1,2\"", "\"a=1\""),
            "int" or "number" => Choose(random, "1", "0", "2", "7"),
            "float" => "1.5",
            "bool" => Choose(random, "true", "false"),
            "cell-path" => Choose(random, "a", "0", "a.b"),
            "binary" => "0x[01 ff]",
            "duration" => "3sec",
            "filesize" => "4kb",
            "range" => "0..2",
            "datetime" => "2020-01-01",
            "record" => "{a: 1, b: x}",
            "nothing" => "",
            "condition" => "$it == 1",
            _ when first.StartsWith("table", StringComparison.Ordinal) => Choose(random, "[[a b]; [1 2] [3 x]]", "[[a]; [1]]"),
            _ when first.StartsWith("list<str", StringComparison.Ordinal) => "[b a c]",
            _ when first.StartsWith("list", StringComparison.Ordinal) => Choose(random, "[1 2 3]", "[3 1 2]", "[[1] [2]]", "[]"),
            _ when first.StartsWith("closure", StringComparison.Ordinal) => Choose(random, "{|x| $x }", "{|x| 1 }", "{ true }", "{|x, y| {out: $x} }"),
            _ when first == "block" => "{ 1 }",
            _ => Choose(random, "1", "\"x\"", "[1 2]", "{a: 1}", "[[a]; [1]]", "null", "0x[01]", "{|| 1}"),
        };
    }

    private static string Choose(Random random, params ReadOnlySpan<string> some) => some[random.Next(some.Length)];

    private static ImmutableArray<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString() ?? "any")];
}
