using System;
using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>What the launcher says to a person, in the product's grammar of errors, each in one write.</summary>
internal static unsafe class Report
{
    private const int CannotStart = 125;
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    internal static int CannotBuild(uint failure, byte* words, nuint wordsLength)
    {
        uint stage = failure >> 16;
        int error = (int)(failure & 0xFFFF);
        if (stage is Stage.NotFound or Stage.NotExecutable or Stage.NoInterpreter)
        {
            return Program(stage, error, words, wordsLength);
        }

        if (stage == Stage.Network)
        {
            return NoNetwork(words, wordsLength);
        }

        Message text = default;
        text.Add("error[sandbox/cannot-build]: the sandbox could not be built, so nothing was run\n"u8);
        if (stage != 0)
        {
            text.Add("  "u8);
            AddStage(ref text, stage);
            text.Add(": "u8);
            text.AddError(error);
            text.Add("\n"u8);
        }

        text.AddReasons(words, wordsLength);
        if (stage == Stage.Placement)
        {
            text.Add("hint: where a symbolic link stands in the way, put what it points to in its place, or remove it\n"u8);
        }

        text.Add("hint: see what this machine lacks and how to get it   try: nuka doctor\n"u8);
        text.Send(2);
        return CannotStart;
    }

    internal static int BadPlan(byte* path)
    {
        Message text = default;
        text.Add("error[sandbox/bad-plan]: "u8);
        text.AddText(path);
        text.Add(" is not a whole plan of this version\n"u8);
        text.Send(2);
        return CannotStart;
    }

    internal static int LeaseLost(byte* path)
    {
        Message text = default;
        text.Add("error[sandbox/lease-lost]: what this start needs was collected before it began\n  lease: "u8);
        text.AddText(path);
        text.Add("\nhint: run the command again\n"u8);
        text.Send(2);
        return CannotStart;
    }

    internal static int Usage()
    {
        Message text = default;
        text.Add("error[sandbox/launcher-usage]: the launcher was called in a way it does not know\n"u8);
        text.Send(2);
        return CannotStart;
    }

    internal static int NoBus()
    {
        Message text = default;
        text.Add("error[sandbox/no-bus]: the filter between the program and the desktop's buses did not start, so nothing was run\n"u8);
        text.Add("hint: see what this machine lacks and how to get it   try: nuka doctor\n"u8);
        text.Send(2);
        return CannotStart;
    }

    /// <summary>Says that the program goes on without a network.</summary>
    internal static void NetworkEnded()
    {
        Message text = default;
        text.Add("warning: the program that connects this sandbox with the internet has ended, so there is no network inside any more\n"u8);
        text.Send(2);
    }

    private static int NoNetwork(byte* words, nuint wordsLength)
    {
        Message text = default;
        if (Holds(words, wordsLength, "\"add_hostfwd\""u8))
        {
            text.Add("error[sandbox/port-not-published]: a port could not be published on this machine, so nothing was run\n"u8);
            text.AddReasons(words, wordsLength);
            text.Add("hint: another program has it, or it is below 1024, which only root may publish: end that program, or allow another port\n"u8);
            text.Send(2);
            return CannotStart;
        }

        text.Add("error[sandbox/no-user-network]: the network of the sandbox's own could not be had, so nothing was run\n"u8);
        text.AddReasons(words, wordsLength);
        text.Add("hint: with the services of this machine   try: --allow network=host\n"u8);
        text.Add("hint: without any network   try: --deny network\n"u8);
        text.Send(2);
        return CannotStart;
    }

    private static bool Holds(byte* words, nuint length, ReadOnlySpan<byte> part)
    {
        for (nuint start = 0; start + (nuint)part.Length <= length; start++)
        {
            if (Bytes.StartsWith(words + start, part))
            {
                return true;
            }
        }

        return false;
    }

    internal static int Vanished()
    {
        Message text = default;
        text.Add("error[sandbox/vanished]: the sandbox was killed from outside, so the program's result is unknown\n"u8);
        text.Send(2);
        return CannotStart;
    }

    /// <summary>Names what exists now and did not: the program made what only the person should make.</summary>
    internal static void Created(Plan* plan)
    {
        const uint Shown = 32;
        FileFacts any = default;
        for (byte** path = plan->Watched; *path != null; path++)
        {
            if (any.Read(SystemCalls.CurrentDirectory, *path) == 0)
            {
                Created(*path);
            }
        }

        byte** found = Memory.TakeVector(Shown);
        NewNames names = default;
        names.Look(plan, found, Shown);
        for (uint i = 0; i < names.Found && i < Shown; i++)
        {
            Created(found[i]);
        }

        if (names.Found > Shown || names.TooMany)
        {
            Message text = default;
            text.Add("warning: the program created so much that not all of it was looked at for what other tools obey\n"u8);
            text.Send(2);
        }
    }

    private static void Created(byte* path)
    {
        Message text = default;
        text.Add("warning: the program created "u8);
        text.AddShown(path);
        text.Add(", which other tools obey: look at it before you use it\n"u8);
        text.Send(2);
    }

    private static int Program(uint stage, int error, byte* name, nuint nameLength)
    {
        Message text = default;
        text.Add(stage == Stage.NotExecutable
            ? "error[sandbox/program-not-executable]: `"u8
            : "error[sandbox/program-not-found]: "u8);
        if (stage == Stage.NotFound)
        {
            text.Add("no program named `"u8);
        }
        else if (stage == Stage.NoInterpreter)
        {
            text.Add("the interpreter or loader that `"u8);
        }

        text.AddBytes(name, nameLength);
        if (stage == Stage.NotExecutable)
        {
            text.Add("` cannot be executed: "u8);
            text.AddError(error);
        }
        else
        {
            text.Add(stage == Stage.NotFound ? "` in this environment"u8 : "` names is not in this environment"u8);
        }

        text.Add("\n"u8);
        text.Send(2);
        return stage == Stage.NotExecutable ? NotExecutable : NotFound;
    }

    internal static void AddStage(ref Message text, uint stage)
    {
        switch (stage)
        {
            case Stage.UserNamespace: text.Add("making a user namespace"u8); break;
            case Stage.IdentityMap: text.Add("mapping the user's own id into it"u8); break;
            case Stage.PrivateMounts: text.Add("making the mounts private"u8); break;
            case Stage.Skeleton: text.Add("making the mount points"u8); break;
            case Stage.Links: text.Add("naming the layers"u8); break;
            case Stage.Overlay: text.Add("joining the layers by overlayfs"u8); break;
            case Stage.Layer: text.Add("adding a layer"u8); break;
            case Stage.WritableLayer: text.Add("adding the writable layer"u8); break;
            case Stage.Placement: text.Add("mounting what lies where programs write, without following a link"u8); break;
            case Stage.FileContent: text.Add("handing over files"u8); break;
            case Stage.ExecuteBubblewrap: text.Add("executing bubblewrap"u8); break;
            case Stage.StartBlock: text.Add("reading what to start"u8); break;
            case Stage.Capabilities: text.Add("dropping every capability"u8); break;
            case Stage.Fork: text.Add("making a process"u8); break;
            case Stage.WorkingDirectory: text.Add("entering the working directory"u8); break;
            case Stage.NoNewPrivileges: text.Add("refusing new privileges"u8); break;
            case Stage.Landlock: text.Add("applying Landlock"u8); break;
            case Stage.Filter: text.Add("applying the filter of system calls"u8); break;
        }
    }
}
