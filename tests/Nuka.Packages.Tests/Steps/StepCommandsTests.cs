using System.Diagnostics;
using Nuka.Formats.Tests.Nuon;
using Nuka.Packages.Steps;

namespace Nuka.Packages.Tests.Steps;

/// <summary>A build step sees the commands that it names, with all that these name, and no others.</summary>
public sealed class StepCommandsTests
{
    public static TheoryData<string> Names => [.. StepCommands.Names];

    [Fact]
    public void There_are_the_commands_that_the_reference_lists()
    {
        string page = Checkout.Read("docs/reference/packages.md");
        Assert.NotEmpty(StepCommands.Names);
        Assert.All(StepCommands.Names, name => Assert.Contains($"`{name}", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{|pkgs| mkdir /nuka-out }", "")]
    [InlineData("{|pkgs| make-install }", "make-install")]
    [InlineData("{|pkgs| autotools --disable-nls }", "autotools configure make-install")]
    [InlineData("{|pkgs| go-install $src\n install-to usr/bin a }", "install-to go-install")]
    [InlineData("{|pkgs| my-make-install; make-installer; split_dev }", "")]
    public void A_step_sees_what_it_names_and_what_that_names(string step, string names)
    {
        string module = StepCommands.For(step);
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), StepCommands.Names.Where(name => module.Contains($"export def --wrapped {name} ", StringComparison.Ordinal)
            || module.Contains($"export def {name} ", StringComparison.Ordinal)));
        Assert.DoesNotContain("\n#", module, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_language_needs_is_nothing_to_another()
    {
        Assert.NotEqual(StepCommands.CidFor("{ cargo-install }"), StepCommands.CidFor("{ go-install }"));
        Assert.Equal(StepCommands.CidFor("{ ^make }"), StepCommands.CidFor("{ ^cc }"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("tier", "sample")]
    public async Task Each_command_is_one_to_Nushell_with_nothing_but_what_it_names(string name)
    {
        string directory = Directory.CreateTempSubdirectory("nuka-steps-").FullName;
        try
        {
            CancellationToken stop = TestContext.Current.CancellationToken;
            await File.WriteAllTextAsync(Path.Combine(directory, "steps.nu"), StepCommands.For($"{{ {name} }}"), stop);
            string say = $"use steps.nu *; scope commands | where name == \"{name}\" | get 0.name";
            Assert.SkipWhen(Nushell.ProgramPath is null, "Nushell cannot be had");
            using Process nushell = Process.Start(new ProcessStartInfo(Nushell.ProgramPath, ["-n", "--no-std-lib", "-c", say])
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> said = nushell.StandardError.ReadToEndAsync(stop);
            Assert.Equal(name, (await nushell.StandardOutput.ReadToEndAsync(stop)).Trim());
            Assert.Equal("", await said);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
