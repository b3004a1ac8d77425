using System.Text;
using MigrationOrchestrator.Images.Packages;

namespace MigrationOrchestrator.Images.Tests.Packages;

public sealed class ManifestTests
{
    private const string Sha1OfNothing = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

    [Theory]
    [InlineData(DigestAlgorithm.Sha1, "SHA1", "sha1sum")]
    [InlineData(DigestAlgorithm.Sha256, "SHA256", "sha256sum")]
    public async Task DigestAsync_File_AgreesWithTheRealTool(DigestAlgorithm algorithm, string word, string tool)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder.File("disk.vmdk"), TestPackages.Disks[0], TestContext.Current.CancellationToken);
        ManifestEntry entry;
        await using (FileStream content = File.OpenRead(folder.File("disk.vmdk")))
        {
            entry = await Manifest.DigestAsync("disk.vmdk", content, algorithm, TestContext.Current.CancellationToken);
        }

        // The tools read the BSD form with a space before and after the brackets; ours must have neither before.
        string manifest = Encoding.ASCII.GetString(new Manifest([entry]).Write());
        Assert.Equal($"{word}(disk.vmdk)= {entry.Digest}\n", manifest);
        await File.WriteAllTextAsync(folder.File("check"), $"{entry.Digest}  disk.vmdk\n", TestContext.Current.CancellationToken);
        Assert.Equal("disk.vmdk: OK\n", await RealTool.RunAsync(tool, folder.Path, "-c", "check"));
    }

    [Theory]
    [InlineData("SHA1(a.ovf)= " + Sha1OfNothing)]
    [InlineData("SHA1 (a.ovf) = " + Sha1OfNothing)]
    [InlineData("SHA1(a.ovf)=" + Sha1OfNothing + "\r\n")]
    [InlineData("\n\nSHA1(a.ovf)= DA39A3EE5E6B4B0D3255BFEF95601890AFD80709 \n")]
    public void Parse_SpellingsOfOtherPackers_AreUnderstood(string text)
    {
        ManifestEntry entry = Assert.Single(Manifest.Parse(Encoding.UTF8.GetBytes(text)).Entries);

        Assert.Equal(new ManifestEntry("a.ovf", DigestAlgorithm.Sha1, Sha1OfNothing), entry);
    }

    [Fact]
    public void Parse_NameWithBrackets_IsWhole()
    {
        Manifest manifest = Manifest.Parse(Encoding.UTF8.GetBytes($"SHA1(disk (1).vmdk)= {Sha1OfNothing}\n"));

        Assert.Equal("disk (1).vmdk", Assert.Single(manifest.Entries).FileName);
    }

    [Theory]
    [InlineData("MD5(a)= d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("SHA1(a)= 1234")]
    [InlineData("SHA256(a)= " + Sha1OfNothing)]
    [InlineData("SHA1(a)= zz39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("SHA1()= " + Sha1OfNothing)]
    [InlineData("SHA1(../a)= " + Sha1OfNothing)]
    [InlineData("SHA1(a)= " + Sha1OfNothing + "\nSHA1(A)= " + Sha1OfNothing)]
    [InlineData("hello")]
    public void Parse_OtherText_IsRefused(string text)
    {
        PackageException error = Assert.Throws<PackageException>(() => Manifest.Parse(Encoding.UTF8.GetBytes(text)));

        Assert.Equal("package.manifest", error.Code);
    }

    [Fact]
    public void Parse_LongerThanTheBound_IsRefused()
    {
        PackageException error = Assert.Throws<PackageException>(() => Manifest.Parse(new byte[Manifest.LongestManifest + 1]));

        Assert.Equal("package.manifest", error.Code);
    }
}
