using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Build.Profiles;
using Nuka.Build.Realisations;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary>What <c>nuka info</c> says of a package that nuka builds: what its file says, whether it is built here and who signed what came of it, whether it is installed.</summary>
internal sealed class PackagePage
{
    private readonly CommandContext context;
    private readonly PackageIr package;
    private readonly RealisationBook book;
    private readonly ImmutableArray<RealisationChoice> built;
    private readonly InstalledPackage? installed;

    private PackagePage(CommandContext context, PackageIr package, RealisationBook book, InstalledPackage? installed)
    {
        (this.context, this.package, this.book, this.installed) = (context, package, book, installed);
        built = book.FindBuilt(package.Pid, package.Outputs) ?? [];
    }

    /// <summary>Evaluates a package, and looks for what is here of it.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="rooms">The rooms.</param>
    /// <param name="written">The file, or the name of a package that came with nuka.</param>
    internal static async Task<PackagePage> OpenAsync(CommandContext context, Rooms rooms, string written)
    {
        ContentStore store = rooms.OpenStore();
        PackageIr package = (await new PackageRooms(context, rooms, store).CloseAllAsync([written], [], null))[0];
        InstalledPackage? installed = rooms.OpenProfile(store).Current?.Packages.FirstOrDefault(one => one.Name == package.Name);
        return new PackagePage(context, package, new RealisationBook(store, rooms.Keys, []), installed);
    }

    /// <summary>Writes it for people.</summary>
    internal void Write()
    {
        Palette palette = new(context.ColorOnOutput);
        context.Output.WriteLine($"{palette.Paint(Style.Bold, package.Name)} {package.Version}  {PrintableText.From(About("description"))}");
        Line("pid", package.Pid.ToString());
        Line("license", About("license"));
        Line("built in", package.Runtime.Label);
        Line("made from", Names(PackageRole.Package).Concat(package.Grafts.Select(graft => graft.Name)));
        Line("with tools", Names(PackageRole.Tool));
        Line("outputs", package.Outputs);
        Line("options", Record("defaults").Fields.Select(option => $"{option.Name}={NuonText.Write(option.Value)}"));
        Line("levels", package.WorthLevels);
        Line("platforms", Texts("platforms"));
        Line("wants", Texts("needs"));
        Line("safety", package.IsSaidSafe ? "memory-safe, as its build must show" : "");
        Line("service", package.About.TryGet("service", out NuonValue? service) && service is NuonRecord said ? NuonText.Write(said) : "");
        Line("impure", package.IsImpure ? package.ImpureReason ?? "what it is made from is" : "");
        Line("installed", installed is null ? "no" : $"{installed.Version}{(installed.Level.Length == 0 ? "" : $" ({installed.Level})")}{(installed.Pid == package.Pid ? "" : ", of another PID")}");
        Line("built", built.IsEmpty ? "not here" : "here");
        foreach (RealisationChoice choice in built)
        {
            context.Output.WriteLine($"  {choice.Realisation.Output}  {choice.Realisation.Cid}");
            SignerPage.Write(context, book, choice.Realisation.Tree);
        }
    }

    /// <summary>Writes it as one object.</summary>
    /// <param name="json">Where to.</param>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("pid", package.Pid.ToString());
        json.WritePropertyName("identity");
        NuonJson.Write(json, package.Identity);
        json.WritePropertyName("about");
        NuonJson.Write(json, package.About);
        json.WriteString("installed", installed?.Pid.ToString());
        json.WriteStartArray("built");
        foreach (RealisationChoice choice in built)
        {
            json.WriteStartObject();
            json.WriteString("output", choice.Realisation.Output);
            json.WriteString("cid", choice.Realisation.Cid.ToString());
            SignerPage.Write(json, book, choice.Realisation.Tree);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private IEnumerable<string> Names(PackageRole role) =>
        package.Links.Where(link => link.Role == role).Select(link => $"{link.Package.Name} {link.Package.Version}").Distinct();

    private IEnumerable<string> Texts(string field) =>
        package.About.TryGet(field, out NuonValue? value) && value is NuonList list ? list.Items.OfType<NuonString>().Select(text => text.Value) : [];

    private NuonRecord Record(string field) => package.About.TryGet(field, out NuonValue? value) && value is NuonRecord record ? record : new NuonRecord([]);

    private string About(string field) => package.About.TryGet(field, out NuonValue? value) && value is NuonString text ? text.Value : "";

    private void Line(string title, IEnumerable<string> texts) => Line(title, string.Join(", ", texts));

    private void Line(string title, string text) => InfoCommand.Line(context, title, text);
}
