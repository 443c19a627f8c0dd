namespace Nuka.Launcher.Roles;

/// <summary>Where a start failed.</summary>
internal static class Stage
{
    // Making the root, in the child that becomes bubblewrap.
    internal const uint UserNamespace = 1;
    internal const uint IdentityMap = 2;
    internal const uint PrivateMounts = 3;
    internal const uint Skeleton = 4;
    internal const uint Links = 5;
    internal const uint Overlay = 6;
    internal const uint Layer = 7;
    internal const uint WritableLayer = 8;
    internal const uint Placement = 9;
    internal const uint FileContent = 11;
    internal const uint ExecuteBubblewrap = 12;

    // Starting the program, inside.
    internal const uint StartBlock = 30;
    internal const uint Capabilities = 31;
    internal const uint Fork = 32;
    internal const uint WorkingDirectory = 33;
    internal const uint NoNewPrivileges = 34;
    internal const uint Landlock = 35;
    internal const uint Filter = 36;
    internal const uint Network = 37;
    internal const uint NotFound = 40;
    internal const uint NotExecutable = 41;
    internal const uint NoInterpreter = 42;

    /// <summary>Whether the machine cannot make this kind of root at all, so that the next kind is to be tried: not a fault of the plan.</summary>
    internal static bool IsOfTheMachine(uint stage, int error) => stage switch
    {
        UserNamespace or IdentityMap or PrivateMounts => true,
        Skeleton or Links or Overlay => error is not Kernel.Error.NotFound,
        Placement => error is Kernel.Error.NoSuchCall or Kernel.Error.NotPermitted,
        _ => false,
    };
}
