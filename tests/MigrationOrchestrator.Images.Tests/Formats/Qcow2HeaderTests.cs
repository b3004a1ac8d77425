using System.Buffers.Binary;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>Headers that contradict themselves.</summary>
public sealed class Qcow2HeaderTests
{
    private const byte CompressionTypeBit = 8;

    [Theory]
    [InlineData(112, 0, 1)]
    [InlineData(112, CompressionTypeBit, 1)]
    [InlineData(112, CompressionTypeBit, 0)]
    [InlineData(104, CompressionTypeBit, 0)]
    public async Task ReadAsync_OfACompressionTypeThatContradictsItsBit_IsRefusedByName(int headerLength, byte bits, byte type)
    {
        byte[] image = Image(headerLength, bits, type);
        if (bits == CompressionTypeBit && type == 1)
        {
            await OpenAsync(image);
            return;
        }

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => OpenAsync(image));

        Assert.Equal((ImageErrorCodes.Corrupt, "compression_type"), (refused.Code, refused.Field));
    }

    [Theory]
    [InlineData(104)]
    [InlineData(105)]
    [InlineData(111)]
    public async Task ReadAsync_OfAFileThatEndsWithinItsHeader_IsRefusedAsTruncated(int fileBytes)
    {
        byte[] image = Image(112, CompressionTypeBit, 1);

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => OpenAsync(image[..fileBytes]));

        Assert.Equal((ImageErrorCodes.Truncated, "header_length"), (refused.Code, refused.Field));
    }

    private static byte[] Image(int headerLength, byte bits, byte type)
    {
        byte[] image = Qcow2Builder.Build(16, isVersion3: true, hasExtendedL2: false, new Random(1), new byte[1 << 20]);
        image[79] = bits;
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(100), headerLength);
        image[104] = type;
        return image;
    }

    private static async Task OpenAsync(byte[] image)
    {
        await using IDiskReader disk = await DiskImage.OpenAsync(new MemorySource(image), ImageFormat.Qcow2, TestContext.Current.CancellationToken);
    }
}
