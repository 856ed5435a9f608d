namespace Sartor.Formats.Onnx.Wire;

/// <summary>How the value of a protobuf field is stored (protobuf encoding guide, "message structure").</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    /// <summary>Deprecated; ONNX never has it and Sartor refuses it.</summary>
    StartGroup = 3,
    /// <summary>Deprecated; ONNX never has it and Sartor refuses it.</summary>
    EndGroup = 4,
    Fixed32 = 5,
}
