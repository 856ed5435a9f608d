namespace Sartor.Formats.CoreMl.Mil;

/// <summary>Numbers of the fields of Core ML's messages (Model.proto, FeatureTypes.proto and MIL.proto of coremltools).</summary>
internal static class MilFields
{
    public static class Model
    {
        public const int Version = 1, Description = 2, Program = 502;
    }

    public static class Description
    {
        public const int Input = 1, Output = 10, Metadata = 100, UserDefined = 100;
    }

    public static class Feature
    {
        public const int Name = 1, Type = 3, MultiArray = 5, Shape = 1, DataType = 2;
    }

    public static class Program
    {
        public const int Version = 1, Functions = 2;
    }

    public static class Function
    {
        public const int Inputs = 1, Opset = 2, Blocks = 3;
    }

    public static class Block
    {
        public const int Outputs = 2, Operations = 3;
    }

    public static class Operation
    {
        public const int Type = 1, Inputs = 2, Outputs = 3, Blocks = 4, Attributes = 5;
    }

    public static class Argument
    {
        public const int Bindings = 1, Name = 1, Value = 2;
    }

    public static class NamedType
    {
        public const int Name = 1, Type = 2;
    }

    public static class ValueType
    {
        public const int Tensor = 1;
    }

    public static class TensorType
    {
        public const int DataType = 1, Rank = 2, Dimensions = 3, Constant = 1, Size = 1;
    }

    public static class Value
    {
        public const int Type = 2, Immediate = 3, Blob = 5;
    }

    public static class Immediate
    {
        public const int Tensor = 1;
    }

    public static class TensorValue
    {
        public const int Floats = 1, Ints = 2, Bools = 3, Strings = 4, LongInts = 5, Doubles = 6, Bytes = 7, Values = 1;
    }

    public static class Blob
    {
        public const int FileName = 1, Offset = 2;
    }

    /// <summary>An entry of a map.</summary>
    public static class Entry
    {
        public const int Key = 1, Value = 2;
    }
}
