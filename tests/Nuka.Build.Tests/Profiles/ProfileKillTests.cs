using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Nuka.Build.Profiles;

namespace Nuka.Build.Tests.Profiles;

/// <summary>
/// A command that changes a profile is killed before each of its steps, those of the store included: the profile is then what it was or what it should become, whole,
/// and the next command works. The killed process is this very program, which runs the explicit test <see cref="Child"/>.
/// </summary>
public sealed partial class ProfileKillTests
{
    private const string PlaceVariable = "NUKA_KILLED_PROFILE";
    private const string StepVariable = "NUKA_KILLED_STEP";

    // Each step costs the start of a program: the quick run takes every fourth, the full one all.
    [Fact]
    [Trait("tier", "sample")]
    public Task Killed_anywhere_the_profile_is_the_old_or_the_new_one_and_the_next_command_works() => KillAtEvery(4);

    [Fact]
    [Trait("tier", "full")]
    public Task Killed_at_every_step_the_profile_is_the_old_or_the_new_one_and_the_next_command_works() => KillAtEvery(1);

    private static async Task KillAtEvery(int stride)
    {
        bool isDone = false;
        bool sawOld = false;
        bool sawNew = false;
        for (int step = 1; !isDone; step += stride)
        {
            using Parent parent = new();
            parent.Install(parent.Package("a", "1", "usr/bin/a*=a1"));
            parent.Install(parent.Package("a", "2", "usr/bin/a*=a2"));
            parent.Close();
            isDone = await RunChild(parent.Place, step) == 0;
            Assert.True(step < 200);
            parent.Reopen();
            string[] shown = [.. parent.Shown().Select(pair => $"{pair.Key}={pair.Value}")];
            bool isNew = shown.Contains("bin/b=b1");
            Assert.Equal(isNew ? ["bin/a=a2", "bin/b=b1"] : ["bin/a=a2"], shown);
            sawOld |= !isNew;
            sawNew |= isNew;
            parent.Store.Collect();
            Assert.Equal(shown, parent.Shown().Select(pair => $"{pair.Key}={pair.Value}"));
            parent.Install(parent.Package("b", "1", "usr/bin/b*=b1"), parent.Package("c", "1", "usr/bin/c*=c1"));
            Assert.Equal(["bin/a", "bin/b", "bin/c"], parent.Shown().Keys);
            parent.Store.Collect();
            Assert.Equal(["bin/a", "bin/b", "bin/c"], parent.Shown().Keys);
            Assert.Equal(parent.Profile.Numbers.Select(number => $"profile default {number}"), parent.Store.Roots().Select(root => root.Name));
            Assert.DoesNotContain(
                Directory.EnumerateFileSystemEntries(Path.Join(parent.Place, "profiles-v1"), "*", SearchOption.AllDirectories), path => Path.GetFileName(path)[0] == '.');
        }

        Assert.True(sawOld && sawNew);
    }

    [Fact(Explicit = true)]
    public void Child()
    {
        string place = Environment.GetEnvironmentVariable(PlaceVariable) ?? throw new InvalidOperationException("only a test starts this one");
        int last = int.Parse(Environment.GetEnvironmentVariable(StepVariable)!, CultureInfo.InvariantCulture);
        int steps = 0;
        using Worker worker = new(place, () =>
        {
            if (++steps == last)
            {
                const int Kill = 9;
                _ = SendSignal(Environment.ProcessId, Kill);
                Thread.Sleep(Timeout.Infinite);
            }
        });
        worker.Install(worker.Package("b", "1", "usr/bin/b*=b1"));
        worker.Profile.Remove([1]);
    }

    private static async Task<int> RunChild(string place, int step)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])["-explicit", "only", "-method", $"{typeof(ProfileKillTests).FullName}.{nameof(Child)}"])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment[PlaceVariable] = place;
        start.Environment[StepVariable] = step.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 0 or 137, await output + await errors);
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private sealed class Worker : ProfileFixture
    {
        internal Worker(string place, Action step)
            : base(place) => BeforeStep = _ => step();
    }

    private sealed class Parent : IDisposable
    {
        private ProfileFixture fixture;

        internal Parent() => fixture = new Worker(Place = Directory.CreateTempSubdirectory("nuka-profile-").FullName, () => { });

        internal string Place { get; }

        internal Nuka.Store.ContentStore Store => fixture.Store;

        internal Profile Profile => fixture.Profile;

        internal InstalledPackage Package(string name, string version, params string[] files) => fixture.Package(name, version, files);

        internal Generation Install(params InstalledPackage[] packages) => fixture.Install(packages);

        internal System.Collections.Immutable.ImmutableSortedDictionary<string, string> Shown() => fixture.Shown();

        internal void Close() => fixture.Dispose();

        internal void Reopen() => fixture = new Worker(Place, () => { });

        public void Dispose()
        {
            fixture.Dispose();
            using Platform.Files.DirectoryHandle parent = Platform.Files.DirectoryHandle.Open(Path.GetDirectoryName(Place)!);
            parent.RemoveTree(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(Place)));
        }
    }
}
