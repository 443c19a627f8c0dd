using System.CommandLine;
using Nuka.Build.Images;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary>Where an image goes, and in which form.</summary>
internal sealed class ImageOptions
{
    private const string Gzip = "gzip";

    private readonly Option<string?> file = new("--file") { HelpName = "FILE", Description = "write one file, which `podman load` and `docker load` take" };
    private readonly Option<string?> directory = new("--layout") { HelpName = "DIR", Description = "write an OCI image layout: a directory" };
    private readonly Option<string> compression = new("--compression")
    {
        HelpName = "HOW",
        Description = "how layers are compressed: gzip, or none (default: gzip)",
        DefaultValueFactory = _ => Gzip,
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="syntax">The command.</param>
    internal void AddTo(Command syntax)
    {
        compression.AcceptOnlyFromAmong(Gzip, "none");
        syntax.Add(file);
        syntax.Add(directory);
        syntax.Add(compression);
    }

    /// <summary>Refuses what names no place, or two.</summary>
    /// <param name="context">The command's context.</param>
    internal void RequireOnePlace(CommandContext context)
    {
        if (context.Value(file) is null == context.Value(directory) is null)
        {
            throw new UsageException(new Problem("cli/missing-argument", $"`{context.CommandPath}` needs --file or --layout, and not both")
            {
                Hints = ["try: --file image.tar", "try: --layout ./image"],
            });
        }
    }

    /// <summary>Writes the image, and says so.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="store">The store that has its trees.</param>
    /// <param name="content">The image.</param>
    internal void Write(CommandContext context, ContentStore store, ImageContent content)
    {
        ImageWriter writer = new(store, context.Progress);
        bool compressed = context.Value(compression) == Gzip;
        string path = context.FullPath(context.Value(file) ?? context.Value(directory)!);
        Action<string> write = layout => writer.Write(content, compressed, layout, context.Cancellation);
        if (context.Value(file) is null)
        {
            ImageTarget.WriteDirectory(path, write);
        }
        else
        {
            ImageTarget.WriteFile(path, write);
        }

        context.Say(PrintableText.From($"wrote {content.Name}:{content.Tag} to {path}"));
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("image", $"{content.Name}:{content.Tag}");
                json.WriteString("path", path);
                json.WriteEndObject();
            });
        }
    }
}
