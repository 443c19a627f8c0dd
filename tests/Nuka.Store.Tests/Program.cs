namespace Nuka.Store.Tests;

/// <summary>Runs the tests, or one of the processes that a test starts to kill it or to give it another user.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => arguments is ["child", .. string[] orders]
        ? Child.Run(orders)
        : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments).GetAwaiter().GetResult();
}
