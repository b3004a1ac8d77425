using System.Xml.Linq;

namespace MigrationOrchestrator.Emulators.VCloud.Protocol;

/// <summary>An answer that is no success, in vCloud's words.</summary>
internal sealed class ApiFault(int status, string minorCode, string message) : Exception(message)
{
    public int Status => status;

    public string MinorCode => minorCode;

    public static ApiFault BadRequest(string message) => new(400, "BAD_REQUEST", message);

    public static ApiFault DuplicateName(string name) => new(400, "DUPLICATE_NAME", $"The name {name} already exists.");

    /// <summary>vCloud's answer to unknown ids, and to those of other organisations.</summary>
    public static ApiFault NoAccess(string what) => new(403, "ACCESS_TO_RESOURCE_IS_FORBIDDEN", $"No access to entity \"{what}\".");

    public static ApiFault Busy(string what) => new(409, "BUSY_ENTITY", $"The entity {what} is busy completing an operation.");

    public static ApiFault Quota() => new(500, "INTERNAL_SERVER_ERROR", "The requested operation will exceed the vDC's storage quota.");

    public XElement ToXml(string requestId) => Vc.El(
        "Error",
        Vc.At("majorErrorCode", status),
        Vc.At("minorErrorCode", minorCode),
        Vc.At("message", $"[ {requestId} ] {Message}"));
}
