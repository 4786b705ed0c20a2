using LogHog.Engine.Certificates;
using LogHog.TestKit;

namespace LogHog.Engine.Tests.Certificates;

public sealed class CertificateFileTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public void A_private_file_is_readable_by_its_owner_only()
    {
        using var folder = new TempFolder();

        CertificateFile.WritePrivate(folder["a.pem"], "text\n", replace: false);

        Assert.Equal("text\n", File.ReadAllText(folder["a.pem"]));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder["a.pem"]));
    }

    [Fact]
    public void A_public_file_is_readable_by_everybody()
    {
        using var folder = new TempFolder();

        CertificateFile.WritePublic(folder["a.cert"], "text\n", replace: false);

        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(folder["a.cert"]));
    }

    [Fact]
    public void A_file_that_exists_stays_unless_it_is_to_be_replaced()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.pem"], "old");
        File.SetUnixFileMode(folder["a.pem"], OwnerOnly | UnixFileMode.OtherRead);

        Assert.Throws<CertificateFileException>(() => CertificateFile.WritePrivate(folder["a.pem"], "new", replace: false));
        Assert.Equal("old", File.ReadAllText(folder["a.pem"]));
        CertificateFile.WritePrivate(folder["a.pem"], "new", replace: true);

        Assert.Equal("new", File.ReadAllText(folder["a.pem"]));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder["a.pem"]));
    }

    [Fact]
    public void Nothing_else_is_left_in_the_folder()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.pem"], "old");

        Assert.Throws<CertificateFileException>(() => CertificateFile.WritePrivate(folder["a.pem"], "new", replace: false));
        CertificateFile.WritePrivate(folder["b.pem"], "new", replace: false);

        Assert.Equal(["a.pem", "b.pem"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
