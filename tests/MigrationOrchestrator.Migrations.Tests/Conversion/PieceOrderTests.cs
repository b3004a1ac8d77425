using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Migrations.Tests.Conversion;

public sealed class PieceOrderTests
{
    private const int Unit = ImageConverter.UnitBytes;
    private const int Piece = 1000;

    private readonly PieceOrder order = new(guestBytes: 10L * Unit, maxBytes: 5 * Piece);

    [Fact]
    public void Pieces_InOrder_AreAWhole()
    {
        order.Take(0, 0, Piece);
        order.Check(At(Unit, 1, Piece));
        order.Take(1, Piece, Piece);

        Assert.True(order.IsWhole);
        Assert.Equal(2 * Piece, order.LengthBytes);
    }

    [Fact]
    public void Head_Last_CompletesTheObject()
    {
        order.Take(1, Piece, 10);
        Assert.False(order.IsWhole);

        order.Take(0, 0, Piece);

        Assert.True(order.IsWhole);
        Refused(() => order.Take(2, Piece + 10, 10));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, -1)]
    [InlineData(0, 0, int.MaxValue)]
    [InlineData(0, 1, 10)]
    [InlineData(0, -1, 10)]
    [InlineData(1, 0, 10)]
    [InlineData(1, long.MaxValue, 10)]
    [InlineData(2, 10, 10)]
    [InlineData(-1, 0, 10)]
    [InlineData(0, 0, 5001)]
    public void First_ThatIsNone_IsRefused(int index, long offset, int length) => Refused(() => order.Take(index, offset, length));

    [Theory]
    [InlineData(0, 0, Piece)]
    [InlineData(1, 0, Piece)]
    [InlineData(1, Piece - 1, Piece)]
    [InlineData(1, Piece + 1, Piece)]
    [InlineData(2, Piece, Piece)]
    [InlineData(1, Piece, 4 * Piece + 1)]
    [InlineData(int.MaxValue, Piece, Piece)]
    public void Next_ThatIsNot_IsRefused(int index, long offset, int length)
    {
        order.Take(0, 0, Piece);
        Refused(() => order.Take(index, offset, length));
    }

    [Theory]
    [InlineData(0L, 1, Piece)]
    [InlineData(Unit + 1L, 1, Piece)]
    [InlineData(11L * Unit, 1, Piece)]
    [InlineData(-1L * Unit, 1, Piece)]
    [InlineData(1L * Unit, 2, Piece)]
    [InlineData(1L * Unit, 1, Piece + 1)]
    public void Checkpoint_ThatContradictsThePieces_IsRefused(long guest, int index, long offset)
    {
        order.Take(0, 0, Piece);
        Refused(() => order.Check(At(guest, index, offset)));
    }

    [Fact]
    public void Checkpoint_ThatGoesBack_IsRefused()
    {
        order.Take(0, 0, Piece);
        order.Check(At(2L * Unit, 1, Piece));
        order.Take(1, Piece, Piece);

        Refused(() => order.Check(At(2L * Unit, 2, 2 * Piece)));
    }

    [Fact]
    public void Checkpoint_BeforeAnyPiece_IsRefused() => Refused(() => order.Check(At(Unit, 0, 0)));

    [Fact]
    public void Resumed_PiecesBeforeTheCheckpoint_AreRefused()
    {
        order.Resume(At(Unit, 2, 2 * Piece), head: 0);

        Refused(() => order.Take(1, Piece, Piece));
        order.Take(2, 2 * Piece, Piece);
    }

    private static ConversionCheckpoint At(long guest, int index, long offset) => new("", guest, index, offset, "");

    private static void Refused(Action action) => Assert.Equal("conversion.protocol", Assert.Throws<FailureException>(action).Failure.Code);
}
