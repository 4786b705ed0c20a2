using System.Reflection;
using System.Xml.Linq;

namespace LogHog.Server.Tests.Architecture;

/// <summary>The arrows of DESIGN §4, held: who may know whom, and that protocols do no I/O.</summary>
public sealed class ArrowTests
{
    [Theory]
    [InlineData("LogHog.Protocols", "", "")]
    [InlineData("LogHog.Engine", "LogHog.Protocols", "Microsoft.Extensions.Logging.Abstractions SharpZipLib")]
    [InlineData("LogHog.Client", "LogHog.Protocols", "")]
    [InlineData("LogHog.Extensions.Logging", "LogHog.Client", "Microsoft.Extensions.Logging")]
    [InlineData("LogHog.Server", "LogHog.Engine", "System.CommandLine")]
    [InlineData("LogHog.Cli", "LogHog.Client LogHog.Engine", "System.CommandLine")]
    public void A_project_knows_only_the_projects_and_packages_that_it_may(string project, string projects, string packages)
    {
        XDocument file = XDocument.Load(Path.Combine(Root(), "src", project, $"{project}.csproj"));

        Assert.Equal(projects, Names(file, "ProjectReference", static path => Path.GetFileNameWithoutExtension(path)));
        Assert.Equal(packages, Names(file, "PackageReference", static name => name));
    }

    [Fact]
    public void Protocols_touch_no_file_no_socket_and_no_logger()
    {
        string[] allowed =
        [
            "System.Collections", "System.IO.Compression", "System.Linq", "System.Memory", "System.Numerics.Vectors", "System.Runtime",
            "System.Runtime.Extensions", "System.Runtime.Intrinsics", "System.Runtime.InteropServices", "System.Runtime.Numerics",
            "System.Security.Cryptography", "System.Text.Encoding.Extensions", "System.Text.Encodings.Web", "System.Text.Json",
            "System.Text.RegularExpressions",
        ];
        Assembly protocols = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "LogHog.Protocols.dll"));

        Assert.Empty(protocols.GetReferencedAssemblies().Select(static name => name.Name!).Except(allowed));
    }

    [Fact]
    public void The_engine_knows_no_web_and_no_container()
    {
        Assembly engine = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "LogHog.Engine.dll"));

        Assert.DoesNotContain(engine.GetReferencedAssemblies(), static name =>
            name.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) ||
            name.Name.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) ||
            name.Name.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal));
    }

    private static string Names(XDocument file, string element, Func<string, string> name) =>
        string.Join(' ', file.Descendants(element).Select(one => name(one.Attribute("Include")!.Value)).Order(StringComparer.Ordinal));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LogHog.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }
}
