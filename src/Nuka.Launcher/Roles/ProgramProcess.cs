using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>The process that becomes the person's program: gives up what it may not have, restores what the caller had, executes.</summary>
internal static unsafe class ProgramProcess
{
    private const int NameLimit = 4096;

    internal static void Become(Inner* inner, int failures)
    {
        Caller.SetSoftDescriptors(inner->SoftDescriptors);
        SystemCalls.Call(Number.Umask, inner->Mask);
        long entered = SystemCalls.Call(Number.Chdir, (long)inner->WorkingDirectory);
        if (entered != 0)
        {
            Fail(failures, Stage.WorkingDirectory, entered, inner->WorkingDirectory);
        }

        const int NoNewPrivileges = 38;
        long result = SystemCalls.Call(Number.Prctl, NoNewPrivileges, 1, 0, 0, 0);
        if (result != 0)
        {
            Fail(failures, Stage.NoNewPrivileges, result, null);
        }

        Signals.RestoreDispositions(inner->Ignored);
        result = Restriction.DropCapabilities();
        if (result != 0)
        {
            Fail(failures, Stage.Capabilities, result, null);
        }

        result = Restriction.ApplyLandlock(inner);
        if (result != 0)
        {
            Fail(failures, Stage.Landlock, result, null);
        }

        Descriptors.EndAtExec(3);
        result = Restriction.ApplyFilter(inner);
        if (result != 0)
        {
            Fail(failures, Stage.Filter, result, null);
        }

        Signals.Block(inner->Blocked);
        Execute(inner, failures);
    }

    /// <summary>
    /// As execvp(3): a name with a slash is a path, any other is looked for along PATH; a text without an interpreter is for the shell.
    /// </summary>
    private static void Execute(Inner* inner, int failures)
    {
        byte* name = inner->Command[0];
        if (Bytes.Contains(name, (byte)'/'))
        {
            long error = TryPath(inner, name);
            uint stage = error == -Error.NotFound ? Missing(name) : Stage.NotExecutable;
            Fail(failures, stage, error, name);
        }

        if (*inner->Program != 0)
        {
            // The first place of PATH that has it, in a root that never changes. Each failed attempt would go through every layer.
            TryPath(inner, inner->Program);
        }

        byte* search = Bytes.Variable(inner->Environment, "PATH"u8);
        byte* found = null;
        long foundError = 0;
        byte* candidate = Memory.Take(NameLimit);
        while (search != null && *name != 0)
        {
            search = NextCandidate(search, name, candidate);
            long error = TryPath(inner, candidate);
            bool there = error != -Error.NotFound && error != -Error.NotDirectory;
            if ((there || Missing(candidate) == Stage.NoInterpreter) && found == null)
            {
                found = name;
                foundError = error;
            }
        }

        uint kind = found == null ? Stage.NotFound : foundError == -Error.NotFound ? Stage.NoInterpreter : Stage.NotExecutable;
        Fail(failures, kind, found == null ? -Error.NotFound : foundError, name);
    }

    /// <summary>Writes the next directory of a search path and the name; returns the rest of the search path, or null.</summary>
    private static byte* NextCandidate(byte* search, byte* name, byte* candidate)
    {
        nuint length = 0;
        nuint nameLength = Bytes.Length(name);
        while (search[length] != 0 && search[length] != (byte)':')
        {
            length++;
        }

        *candidate = 0;
        if (length + nameLength + 2 < NameLimit)
        {
            Memory.Copy(candidate, search, length);
            candidate[length] = (byte)'/';
            nuint at = length == 0 ? 0 : length + 1; // an empty entry is the working directory
            Memory.Copy(candidate + at, name, nameLength);
            candidate[at + nameLength] = 0;
        }

        return search[length] == 0 ? null : search + length + 1;
    }

    private static long TryPath(Inner* inner, byte* path)
    {
        long error = SystemCalls.Call(Number.Execve, (long)path, (long)inner->Command, (long)inner->Environment);
        if (error != -Error.NotExecutable)
        {
            return error;
        }

        uint count = 0;
        while (inner->Command[count] != null)
        {
            count++;
        }

        byte** arguments = Memory.TakeVector(count + 1);
        arguments[0] = Bytes.Of("sh"u8);
        arguments[1] = path;
        for (uint i = 1; i < count; i++)
        {
            arguments[i + 1] = inner->Command[i];
        }

        SystemCalls.Call(Number.Execve, (long)Bytes.Of("/bin/sh"u8), (long)arguments, (long)inner->Environment);
        return error;
    }

    /// <summary>execve(2) says "not found" for a missing file and for a missing interpreter alike; this tells them apart.</summary>
    private static uint Missing(byte* path)
    {
        const int Exists = 0;
        return SystemCalls.Call(Number.Access, (long)path, Exists) == 0 ? Stage.NoInterpreter : Stage.NotFound;
    }

    private static void Fail(int failures, uint stage, long error, byte* words)
    {
        nuint length = words == null ? 0 : Bytes.Length(words);
        Channel.SendFailure(failures, Channel.Failed, stage, error, words, length < 1000 ? length : 1000);
        SystemCalls.Exit(125);
    }
}
