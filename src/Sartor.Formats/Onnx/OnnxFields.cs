namespace Sartor.Formats.Onnx;

/// <summary>Field numbers of the messages in onnx.proto (ONNX 1.16) that Sartor reads.</summary>
internal static class OnnxFields
{
    internal static class Model
    {
        public const int IrVersion = 1, ProducerName = 2, ProducerVersion = 3, Domain = 4, ModelVersion = 5, DocString = 6, Graph = 7,
            OpsetImport = 8,
            MetadataProps = 14, TrainingInfo = 20, Functions = 25;
    }

    internal static class OperatorSet
    {
        public const int Domain = 1, Version = 2;
    }

    internal static class Entry
    {
        public const int Key = 1, Value = 2;
    }

    internal static class Graph
    {
        public const int Node = 1, Name = 2, Initializer = 5, Input = 11, Output = 12, ValueInfo = 13, SparseInitializer = 15;
    }

    internal static class Node
    {
        public const int Input = 1, Output = 2, Name = 3, OperatorType = 4, Attribute = 5, Domain = 7;
    }

    internal static class Attribute
    {
        public const int Name = 1, Float = 2, Int = 3, String = 4, Tensor = 5, Graph = 6, Floats = 7, Ints = 8, Strings = 9, Tensors = 10,
            Graphs = 11,
            Type = 20, SparseTensor = 22, SparseTensors = 23;
    }

    internal static class ValueInfo
    {
        public const int Name = 1, Type = 2;
    }

    internal static class Type
    {
        public const int Tensor = 1;
    }

    internal static class TensorType
    {
        public const int Element = 1, Shape = 2;
    }

    internal static class Shape
    {
        public const int Dimension = 1;
    }

    internal static class Dimension
    {
        public const int Value = 1, Parameter = 2;
    }

    internal static class Tensor
    {
        public const int Dims = 1, DataType = 2, Segment = 3, FloatData = 4, Int32Data = 5, StringData = 6, Int64Data = 7, Name = 8,
            RawData = 9,
            DoubleData = 10, UInt64Data = 11, ExternalData = 13, DataLocation = 14;
    }

    internal static class SparseTensor
    {
        public const int Values = 1;
    }
}
