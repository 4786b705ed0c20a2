using System.Diagnostics;
using LogHog.TestKit;

namespace LogHog.Cli.Tests.Certificates;

/// <summary><c>loghog cert</c> and the first LogHog's two programs, judged by openssl.</summary>
public sealed class CertCommandTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task The_old_names_make_the_old_files()
    {
        using var folder = new TempFolder();

        ProgramResult server = await RunOld(folder, "loghog-server-cert");
        ProgramResult client = await RunOld(folder, "loghog-client-cert", "web01");

        Assert.True(server.ExitCode == 0, server.ToString());
        Assert.True(client.ExitCode == 0, client.ToString());
        string[] files = [.. Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(["loghog-ca.cert", "loghog-ca.key", "loghog-server.pem", "web01.pem"], files);
        Assert.All(files.Where(static file => file != "loghog-ca.cert"), file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder[file])));
        await Verify(folder, "loghog-ca.cert", "loghog-server.pem", "sslserver");
        await Verify(folder, "loghog-ca.cert", "web01.pem", "sslclient");
    }

    [Fact]
    public async Task The_old_names_take_a_domain_and_the_place_and_name_of_the_authority()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["ca"]);
        Directory.CreateDirectory(folder["client"]);

        ProgramResult server = await RunOld(folder, "loghog-server-cert", ["example.com"], "ca");
        ProgramResult client = await RunOld(folder, "loghog-client-cert", ["web01.example.com", folder["ca"], "example.com"], "client");

        Assert.True(server.ExitCode == 0, server.ToString());
        Assert.True(client.ExitCode == 0, client.ToString());
        Assert.True(File.Exists(folder["ca/example.com-server.pem"]));
        await Verify(folder, "ca/example.com-ca.cert", "client/web01.example.com.pem", "sslclient");
    }

    [Fact]
    public async Task Without_an_authority_the_old_name_says_what_is_missing_and_ends_with_1()
    {
        using var folder = new TempFolder();

        ProgramResult client = await RunOld(folder, "loghog-client-cert", "web01", folder.Path, "other");

        Assert.True(client.ExitCode == 1, client.ToString());
        Assert.Contains("other-ca.key does not exist", client.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Without_a_name_the_old_name_ends_with_1() =>
        Assert.Equal(1, (await ExternalProgram.RunAsync(Old("loghog-client-cert"))).ExitCode);

    [Theory]
    [InlineData("loghog-server-cert")]
    [InlineData("loghog-client-cert")]
    public async Task The_old_names_have_help(string name) =>
        Assert.Equal(0, (await ExternalProgram.RunAsync(Old(name), "-h")).ExitCode);

    [Fact]
    public async Task Nothing_is_overwritten_without_being_asked()
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server");
        await Run(folder, "cert", "client", "web01");
        string[] before = Contents(folder);

        ProgramResult server = await Run(folder, "cert", "server");
        ProgramResult client = await Run(folder, "cert", "client", "web01");

        Assert.Equal((1, 1), (server.ExitCode, client.ExitCode));
        Assert.Contains("--force", server.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Contents(folder));
    }

    [Fact]
    public async Task A_renewed_server_has_the_same_authority_so_that_clients_go_on()
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server");
        string authority = File.ReadAllText(folder["loghog-ca.cert"]);
        string before = File.ReadAllText(folder["loghog-server.pem"]);

        ProgramResult renewed = await Run(folder, "cert", "server", "--force");

        Assert.True(renewed.ExitCode == 0, renewed.ToString());
        Assert.Equal(authority, File.ReadAllText(folder["loghog-ca.cert"]));
        Assert.NotEqual(before, File.ReadAllText(folder["loghog-server.pem"]));
        await Verify(folder, "loghog-ca.cert", "loghog-server.pem", "sslserver");
    }

    [Fact]
    public async Task Half_an_authority_is_told_not_replaced()
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server");
        File.Delete(folder["loghog-ca.cert"]);
        File.Delete(folder["loghog-server.pem"]);

        ProgramResult result = await Run(folder, "cert", "server");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("only one is there", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rsa_and_a_thousand_years_are_to_be_had()
    {
        using var folder = new TempFolder();

        await Run(folder, "cert", "server", "--rsa", "--days", "365000", "--ca-days", "365000");

        await Verify(folder, "loghog-ca.cert", "loghog-server.pem", "sslserver");
        ProgramResult text = await ExternalProgram.RunAsync("openssl", "x509", "-in", folder["loghog-server.pem"], "-noout", "-text");
        Assert.Contains("Public-Key: (3072 bit)", text.Output, StringComparison.Ordinal);
        Assert.Contains("GMT", text.Output.Split("Not After : ")[1].Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains(" 3", text.Output.Split("Not After : ")[1].Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_holds_for_the_names_and_addresses_that_were_asked_for()
    {
        using var folder = new TempFolder();

        await Run(folder, "cert", "server", "logs.example.com", "--san", "logs2.example.com,10.1.2.3", "--san", "*.lan");

        ProgramResult text = await ExternalProgram.RunAsync("openssl", "x509", "-in", folder["logs.example.com-server.pem"], "-noout", "-ext", "subjectAltName");
        Assert.All(["logs.example.com", "logs2.example.com", "10.1.2.3", "*.lan", "localhost", "127.0.0.1"],
            name => Assert.Contains(name, text.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_authority_for_a_domain_signs_for_no_other()
    {
        using var folder = new TempFolder();
        ProgramResult server = await Run(folder, "cert", "server", "logs.example.com", "--permit", "example.com");

        ProgramResult inside = await Run(folder, "cert", "client", "web01.example.com", ".", "logs.example.com");
        ProgramResult outside = await Run(folder, "cert", "client", "web01.other.net", ".", "logs.example.com");

        Assert.True(server.ExitCode == 0, server.ToString());
        Assert.True(inside.ExitCode == 0, inside.ToString());
        Assert.True(outside.ExitCode == 1, outside.ToString());
        Assert.Contains("name_not_permitted", outside.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["web01.other.net.pem"]));
    }

    [Theory]
    [InlineData("../web01")]
    [InlineData("a/b")]
    [InlineData("web 01")]
    [InlineData(".hidden")]
    [InlineData("a\u0000b")]
    public async Task A_name_that_is_no_file_name_is_refused(string name)
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server");

        ProgramResult result = await Run(folder, "cert", "client", name.Replace("\u0000", "\n", StringComparison.Ordinal));

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task A_revoked_certificate_is_on_a_list_that_openssl_honours()
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server");
        await Run(folder, "cert", "client", "web01");
        await Run(folder, "cert", "client", "web02");

        ProgramResult revoked = await Run(folder, "cert", "revoke", "web01.pem");
        await Run(folder, "cert", "revoke", "web01.pem");

        Assert.True(revoked.ExitCode == 0, revoked.ToString());
        ProgramResult first = await OpensslVerify(folder, "loghog-ca.cert", "web01.pem", "-crl_check", "-CRLfile", folder["loghog-ca.crl"]);
        ProgramResult second = await OpensslVerify(folder, "loghog-ca.cert", "web02.pem", "-crl_check", "-CRLfile", folder["loghog-ca.crl"]);
        Assert.Contains("certificate revoked", first.Errors, StringComparison.Ordinal);
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal(1, (await Run(folder, "cert", "check", "web01.pem")).ExitCode);
        Assert.Equal(0, (await Run(folder, "cert", "check", "web02.pem")).ExitCode);
    }

    [Fact]
    public async Task A_second_revocation_keeps_the_first()
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server");
        await Run(folder, "cert", "client", "web01");
        await Run(folder, "cert", "client", "web02");

        await Run(folder, "cert", "revoke", "web01.pem");
        await Run(folder, "cert", "revoke", "web02.pem");

        ProgramResult list = await Run(folder, "cert", "show", "loghog-ca.crl");
        Assert.Contains("number 2", list.Output, StringComparison.Ordinal);
        Assert.Equal(2, list.Output.Split("revoked ").Length - 1);
    }

    [Fact]
    public async Task Check_tells_who_can_read_the_key_and_what_expires_soon()
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server", "--days", "10");
        File.SetUnixFileMode(folder["loghog-server.pem"], OwnerOnly | UnixFileMode.OtherRead);

        ProgramResult check = await Run(folder, "cert", "check", "loghog-server.pem");

        Assert.True(check.ExitCode == 1, check.ToString());
        Assert.Contains("FAIL  permissions: 604", check.Output, StringComparison.Ordinal);
        Assert.Contains("warn  expiry:", check.Output, StringComparison.Ordinal);
        Assert.Contains("ok    chain: good for a server", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_a_key_of_another_certificate()
    {
        using var folder = new TempFolder();
        await Run(folder, "cert", "server");
        await Run(folder, "cert", "client", "web01");
        string certificate = File.ReadAllText(folder["loghog-server.pem"]).Split("-----BEGIN PRIVATE")[0];
        string key = "-----BEGIN PRIVATE" + File.ReadAllText(folder["web01.pem"]).Split("-----BEGIN PRIVATE")[1];
        File.WriteAllText(folder["mixed.pem"], certificate + key);

        ProgramResult check = await Run(folder, "cert", "check", "mixed.pem");

        Assert.True(check.ExitCode == 1, check.ToString());
        Assert.Contains("FAIL  key:", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_sudo_the_result_belongs_to_the_caller()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("only root can give files away");
        using var folder = new TempFolder();

        ProgramResult result = await ExternalProgram.RunAsync(
            new ProcessStartInfo(Old("loghog-server-cert")) { WorkingDirectory = folder.Path, Environment = { ["SUDO_UID"] = "4711", ["SUDO_GID"] = "4712" } }, "");

        Assert.True(result.ExitCode == 0, result.ToString());
        ProgramResult owners = await ExternalProgram.RunAsync("stat", "-c", "%u:%g", folder["loghog-ca.key"], folder["loghog-ca.cert"], folder["loghog-server.pem"]);
        Assert.Equal("4711:4712\n4711:4712\n4711:4712\n", owners.Output);
    }

    private static string Old(string name) => Path.Combine(Path.GetDirectoryName(Repository.Loghog)!, name);

    private static Task<ProgramResult> Run(TempFolder folder, params string[] arguments) =>
        ExternalProgram.RunAsync(new ProcessStartInfo(Repository.Loghog, arguments) { WorkingDirectory = folder.Path }, "");

    private static Task<ProgramResult> RunOld(TempFolder folder, string name, params string[] arguments) => RunOld(folder, name, arguments, "");

    private static Task<ProgramResult> RunOld(TempFolder folder, string name, string[] arguments, string subFolder) =>
        ExternalProgram.RunAsync(new ProcessStartInfo(Old(name), arguments) { WorkingDirectory = folder[subFolder] }, "");

    private static string[] Contents(TempFolder folder) => [.. Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static async Task Verify(TempFolder folder, string authority, string certificate, string purpose)
    {
        ProgramResult result = await OpensslVerify(folder, authority, certificate, "-purpose", purpose);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private static Task<ProgramResult> OpensslVerify(TempFolder folder, string authority, string certificate, params string[] further) =>
        ExternalProgram.RunAsync("openssl", ["verify", "-x509_strict", "-CAfile", folder[authority], .. further, folder[certificate]]);
}
