#!/usr/bin/python3
"""One small network for each of 144 common torch.nn layers and functions, exported with its inputs and PyTorch's outputs.

    layers.py --out DIR [--opset 17] [NAME ...]

Writes DIR/NAME.onnx, DIR/NAME.input-K.npy and DIR/NAME.output.npy, and prints what PyTorch itself cannot export. Needs Debian's
python3-torch. What converts and what does not: docs/conversion-coverage.md.
"""
import argparse,os,re,warnings
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F
p=argparse.ArgumentParser(); p.add_argument('--out',required=True); p.add_argument('--opset',type=int,default=17); p.add_argument('names',nargs='*')
o=p.parse_args(); OPSET=o.opset
warnings.filterwarnings('ignore'); torch.set_num_threads(1); torch.manual_seed(0)
class L(nn.Module):
    def __init__(s,f,*m): super().__init__(); s.f=f; s.m=nn.ModuleList(m)
    def forward(s,*x): return s.f(*s.m,*x)
I=(1,8,12,12); S=(1,8,20); V=(1,10,16)
C=[]
def add(n,m,*sh): C.append((n,m,sh))
for n in('ReLU','ReLU6','LeakyReLU','ELU','SELU','CELU','GELU','SiLU','Mish','Sigmoid','Tanh','Softplus','Softsign','Hardswish','Hardsigmoid','Hardtanh','LogSigmoid','Tanhshrink','Softshrink','Hardshrink','PReLU','Softmin'):
    kw={'dim':1} if n=='Softmin' else {}
    add(n,nn.Sequential(nn.Conv2d(8,8,3,padding=1),getattr(nn,n)(**kw)),I)
add('GELU tanh',nn.Sequential(nn.Conv2d(8,8,3,padding=1),nn.GELU(approximate='tanh')),I)
add('Softmax2d',nn.Softmax2d(),I); add('LogSoftmax',nn.LogSoftmax(1),V); add('GLU',nn.GLU(1),I)
add('Conv1d',nn.Conv1d(8,6,3,padding=1),S); add('Conv1d depthwise',nn.Conv1d(8,8,3,groups=8),S); add('Conv2d',nn.Conv2d(8,6,3,stride=2,padding=1),I); add('Conv2d groups 2',nn.Conv2d(8,6,3,groups=2),I); add('Conv2d dilation 2',nn.Conv2d(8,6,3,dilation=2,padding=2),I); add('Conv2d reflect',nn.Conv2d(8,6,3,padding=1,padding_mode='reflect'),I); add('Conv2d replicate',nn.Conv2d(8,6,3,padding=1,padding_mode='replicate'),I); add('Conv3d',nn.Conv3d(2,3,3),(1,2,6,8,8))
add('ConvTranspose2d k2s2',nn.ConvTranspose2d(8,6,2,stride=2),I); add('ConvTranspose2d k3s2p1op1',nn.ConvTranspose2d(8,6,3,stride=2,padding=1,output_padding=1),I); add('ConvTranspose2d k4s2p1',nn.ConvTranspose2d(8,6,4,stride=2,padding=1),I); add('ConvTranspose2d k3s1p1',nn.ConvTranspose2d(8,6,3,padding=1),I); add('ConvTranspose2d groups',nn.ConvTranspose2d(8,8,2,stride=2,groups=8),I); add('ConvTranspose1d',nn.ConvTranspose1d(8,6,4,stride=2,padding=1),S)
add('BatchNorm1d',nn.Sequential(nn.Linear(16,8),nn.BatchNorm1d(8)).eval(),(4,16)); add('BatchNorm2d alone',nn.BatchNorm2d(8),I); add('InstanceNorm2d',nn.InstanceNorm2d(8,affine=True),I); add('GroupNorm',nn.GroupNorm(2,8),I); add('LayerNorm last',nn.LayerNorm(16),V); add('LayerNorm 3 axes',nn.LayerNorm([8,12,12]),I); add('LocalResponseNorm',nn.LocalResponseNorm(3),I); add('F.normalize',L(lambda x:F.normalize(x,dim=1)),I); add('RMSNorm',L(lambda x:x*torch.rsqrt(x.pow(2).mean(-1,keepdim=True)+1e-6)),V)
add('MaxPool1d',nn.MaxPool1d(2),S); add('AvgPool1d',nn.AvgPool1d(2),S); add('MaxPool2d pad',nn.MaxPool2d(3,2,1),I); add('MaxPool2d ceil',nn.MaxPool2d(3,2,ceil_mode=True),(1,8,13,12)); add('AvgPool2d pad',nn.AvgPool2d(3,2,1),I); add('AvgPool2d pad excl',nn.AvgPool2d(3,2,1,count_include_pad=False),I); add('MaxPool3d',nn.MaxPool3d(2),(1,2,6,8,8)); add('AdaptiveAvgPool2d 1',nn.AdaptiveAvgPool2d(1),I); add('AdaptiveAvgPool2d 4',nn.AdaptiveAvgPool2d(4),I); add('AdaptiveMaxPool2d 1',nn.AdaptiveMaxPool2d(1),I); add('LPPool2d',nn.LPPool2d(2,2),I)
add('ReflectionPad2d',nn.ReflectionPad2d(2),I); add('ReplicationPad2d',nn.ReplicationPad2d(1),I); add('ZeroPad2d',nn.ZeroPad2d(1),I); add('ConstantPad2d',nn.ConstantPad2d(1,3.),I); add('CircularPad',L(lambda x:F.pad(x,(1,1,1,1),mode='circular')),I)
add('PixelShuffle',nn.PixelShuffle(2),I); add('PixelUnshuffle',nn.PixelUnshuffle(2),I); add('Upsample nearest',nn.Upsample(scale_factor=2),I); add('Upsample bilinear',nn.Upsample(scale_factor=2,mode='bilinear'),I); add('Upsample bilinear ac',nn.Upsample(scale_factor=2,mode='bilinear',align_corners=True),I); add('Upsample bicubic',nn.Upsample(scale_factor=2,mode='bicubic'),I); add('Upsample size nearest',nn.Upsample(size=(17,19)),I); add('Downsample bilinear',nn.Upsample(scale_factor=.5,mode='bilinear'),I); add('Upsample linear 1d',nn.Upsample(scale_factor=2,mode='linear'),S); add('grid_sample',L(lambda x,g:F.grid_sample(x,g,align_corners=False)),I,(1,5,5,2)) if OPSET>=16 else None
add('Linear 2d',nn.Linear(16,8),(3,16)); add('Linear 3d',nn.Linear(16,8),V); add('Bilinear',nn.Bilinear(4,4,3),(2,4),(2,4)); add('Embedding',nn.Embedding(50,8),'ids'); add('MultiheadAttention',L(lambda m,x:m(x,x,x,need_weights=False)[0],nn.MultiheadAttention(16,2,batch_first=True)),V); add('MatMul two inputs',L(lambda a,b:a@b),V,(1,16,10)); add('mm two inputs 2d',L(lambda a,b:torch.mm(a,b)),(4,6),(6,3)); add('LSTM',L(lambda m,x:m(x)[0],nn.LSTM(16,8,batch_first=True)),V); add('GRU',L(lambda m,x:m(x)[0],nn.GRU(16,8,batch_first=True)),V); add('RNN',L(lambda m,x:m(x)[0],nn.RNN(16,8,batch_first=True)),V)
add('einsum',L(lambda x,y:torch.einsum('bij,bjk->bik',x,y)),V,(1,16,10)); add('topk',L(lambda x:x.topk(3,1)[0]),V); add('sort',L(lambda x:x.sort(1)[0]),V); add('argmax',L(lambda x:x.argmax(1)),V); add('max dim',L(lambda x:x.max(1)[0]),V); add('cumsum',L(lambda x:x.cumsum(1)),V); add('gather',L(lambda x,i:x.gather(1,i)),V,'gidx'); add('index_select',L(lambda x:x[:,[2,0,5]]),V); add('where',L(lambda x:torch.where(x>0,x,x*2)),V); add('masked_fill',L(lambda x:x.masked_fill(x<0,-1.)),V); add('tril',L(lambda x:torch.tril(x)),(1,10,10)); add('one_hot',L(lambda i:F.one_hot(i,50).float()),'ids'); add('var',L(lambda x:x.var(1)),V); add('std',L(lambda x:x.std(1)),V); add('norm',L(lambda x:x.norm(dim=1)),V); add('logsumexp',L(lambda x:x.logsumexp(1)),V); add('prod',L(lambda x:x.prod(1)),V); add('roll',L(lambda x:torch.roll(x,2,1)),V); add('flip',L(lambda x:x.flip(1)),V); add('unfold',nn.Unfold(3),I); add('fold',nn.Fold((8,8),3),(1,18,36)); add('repeat_interleave',L(lambda x:x.repeat_interleave(2,1)),V); add('expand',L(lambda x:x[:,:1].expand(-1,7,-1)),V); add('chunk',L(lambda x:torch.cat(x.chunk(2,1)[::-1],1)),I); add('channel shuffle',nn.ChannelShuffle(2),I)
for n in('abs','exp','log','sqrt','rsqrt','reciprocal','sin','cos','tan','asin','acos','atan','sinh','cosh','erf','sign','floor','ceil','round','neg','square','log1p','expm1','frac','trunc','isnan'):
    add('torch.'+n,L(lambda x,n=n:getattr(torch,n)(x*.5+1.2 if n in('log','sqrt','rsqrt','log1p') else x*.2).float()),V)
add('atan2',L(lambda a,b:torch.atan2(a,b)),V,V); add('pow',L(lambda x:x.abs()**1.7),V); add('clamp',L(lambda x:x.clamp(-.3,.4)),V); add('div floor',L(lambda x:torch.div(x,.3,rounding_mode='floor')),V); add('remainder',L(lambda x:torch.remainder(x,.3)),V); add('fmod',L(lambda x:torch.fmod(x,.3)),V); add('logical xor',L(lambda a,b:((a>0)^(b>0)).float()),V,V); add('maximum',L(lambda a,b:torch.maximum(a,b)),V,V)

os.makedirs(o.out,exist_ok=True)
for n,m,sh in C:
    if o.names and n not in o.names: continue
    m=m.eval(); g=torch.Generator().manual_seed(3); f=os.path.join(o.out,re.sub('[^A-Za-z0-9]+','_',n))
    xs=[torch.randint(0,50,(1,6),generator=g) if s=='ids' else torch.randint(0,10,(1,4,16),generator=g) if s=='gidx' else torch.randn(*s,generator=g) for s in sh]
    try:
        with torch.no_grad(): y=m(*xs).numpy()
        torch.onnx.export(m,tuple(xs),f+'.onnx',opset_version=OPSET)
    except Exception as e:
        print(n+': not exportable: '+str(e).split('\n')[0][:120]); continue
    for k,x in enumerate(xs): np.save(f'{f}.input-{k}.npy',x.numpy())
    np.save(f+'.output.npy',y)
