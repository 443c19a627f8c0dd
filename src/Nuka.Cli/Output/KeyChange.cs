using Nuka.Cli.Frame;
using Nuka.Trust.Keys;

namespace Nuka.Cli.Output;

/// <summary>Says which key counts from now on, or no more.</summary>
internal static class KeyChange
{
    /// <summary>Prints it.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="key">The key.</param>
    /// <param name="done">What was done to it: <c>trusted</c>.</param>
    /// <param name="foreseen">What would be: <c>would trust</c>.</param>
    internal static void Print(CommandContext context, TrustedKey key, string done, string foreseen)
    {
        if (!context.Json)
        {
            context.Output.WriteLine($"{(context.DryRun ? foreseen : done)} {key.Name}  {key.Key.Fingerprint}");
            return;
        }

        context.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", key.Name);
            json.WriteString("fingerprint", key.Key.Fingerprint);
            json.WriteBoolean("written", !context.DryRun);
            json.WriteEndObject();
        });
    }
}
