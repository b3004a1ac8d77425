// The tests look at file modes and send signals.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
