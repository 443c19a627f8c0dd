using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using System.Text;
using Nuka.Cli.Output;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>One run of the command line: finds the command, parses its words, runs it, and renders what went wrong.</summary>
internal sealed class CommandLine(Host host)
{
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = true, ResponseFileTokenReplacer = null };

    /// <summary>The version, as <c>nuka --version</c> prints it.</summary>
    internal static string Version { get; } = typeof(CommandLine).Assembly.GetName().Version!.ToString(3);

    /// <summary>Prints the version.</summary>
    /// <param name="output">Standard output.</param>
    internal static int PrintVersion(Stream output)
    {
        output.Write(Encoding.UTF8.GetBytes($"nuka {Version}\n"));
        return ExitCodes.Done;
    }

    /// <summary>Runs the words of one command line.</summary>
    /// <param name="words">The arguments of the process.</param>
    /// <returns>The exit code.</returns>
    internal int Run(IReadOnlyList<string> words)
    {
        // As git, cargo and others have it. In front: behind the name of another program, the option would be that program's, and it would be run.
        words = words.Count > 0 && words[0] == "help" ? ["--help", .. words.Skip(1)] : words;
        CommandPath path = CommandPath.Find(words);
        CommandTail tail = CommandTail.Cut(path, words);
        ParseResult parsed = CommandLineParser.Parse(path.Root, tail.Own, Parsing);
        var manner = Manner.From(path.Options, parsed, host);
        using var talk = new Talk(host.Error, host.TerminalColumns, manner.ColorOnError);
        using var output = new DataWriter(host.Output);
        try
        {
            int code = Dispatch(path, parsed, new CommandContext(host, manner, path, parsed, talk, output) { Tail = tail.Command }, words);
            output.Flush();
            return code;
        }
        catch (Exception exception) when (exception is not StackOverflowException)
        {
            return Explain(exception, talk, manner, path);
        }
    }

    private int Dispatch(CommandPath path, ParseResult parsed, CommandContext context, IReadOnlyList<string> words)
    {
        if (words is ["--version" or "-V"])
        {
            return PrintVersion(host.Output);
        }

        if (path.UnknownWord is not null)
        {
            throw UsageProblems.UnknownCommand(path);
        }

        if (words.Count == 0 || parsed.GetValue(path.Options.Help))
        {
            context.Output.Write(HelpPage.Render(path, context.ColorOnOutput));
            return ExitCodes.Done;
        }

        UsageProblems.ThrowIfAny(path, parsed);
        if (parsed.GetValue(path.Options.Directory) is { Length: > 0 } directory)
        {
            Places.WorkingDirectory(host, directory);
        }

        return path.Last!.RunAsync(context).GetAwaiter().GetResult();
    }

    private int Explain(Exception exception, Talk talk, Manner manner, CommandPath path)
    {
        if (host.Cancellation.IsCancellationRequested && exception is OperationCanceledException)
        {
            talk.WriteLine("interrupted");
            return ExitCodes.Interrupted;
        }

        bool trace = manner.Verbosity >= Verbosity.Trace;
        (Problem problem, bool isUsage) = ProblemOf(exception);
        talk.WriteLine(ProblemPage.Render(problem, manner.ColorOnError));
        if (trace)
        {
            talk.WriteLine(exception.ToString());
        }

        return path.Last is { FailureExitCode: not ExitCodes.Failed } command ? command.ExitCodeOf(problem) : isUsage ? ExitCodes.Usage
            : ExitCodes.Failed;
    }

    private static (Problem Problem, bool IsUsage) ProblemOf(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => ProblemOf(only),
        TargetInvocationException { InnerException: { } inner } => ProblemOf(inner),
        NukaException known => (known.Problem, false),
        UsageException usage => (usage.Problem, true),
        _ => (UnexpectedProblem.From(exception), false),
    };
}
