[CDF]
Version=GC3.0

[Chip]
Name=Made
Rows=16
Cols=16
NumberOfUnits=12
MaxUnit=12
NumQCUnits=0
ChipReference=

[Unit1]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=1
UnitType=3
NumberBlocks=1

[Unit1_Block1]
Name=s01_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=3	2	N	control	s01_at	2	13	T	A	T	2	35	-1	-1	99	
Cell2=7	6	N	control	s01_at	7	13	A	A	A	7	103	-1	-1	99	
Cell3=9	11	N	control	s01_at	0	13	C	C	C	0	185	-1	-1	99	
Cell4=4	0	N	control	s01_at	0	13	C	G	C	0	4	-1	-1	99	
Cell5=7	8	N	control	s01_at	4	13	C	C	C	4	135	-1	-1	99	
Cell6=7	10	N	control	s01_at	6	13	T	T	T	6	167	-1	-1	99	
Cell7=10	6	N	control	s01_at	3	13	A	A	A	3	106	-1	-1	99	
Cell8=7	14	N	control	s01_at	3	13	A	T	A	3	231	-1	-1	99	
Cell9=6	14	N	control	s01_at	1	13	G	G	G	1	230	-1	-1	99	
Cell10=14	13	N	control	s01_at	4	13	C	G	C	4	222	-1	-1	99	
Cell11=9	4	N	control	s01_at	5	13	G	G	G	5	73	-1	-1	99	
Cell12=11	8	N	control	s01_at	1	13	G	C	G	1	139	-1	-1	99	
Cell13=6	11	N	control	s01_at	6	13	T	A	T	6	182	-1	-1	99	
Cell14=14	15	N	control	s01_at	2	13	T	T	T	2	254	-1	-1	99	
Cell15=15	2	N	control	s01_at	7	13	A	T	A	7	47	-1	-1	99	
Cell16=3	1	N	control	s01_at	5	13	G	C	G	5	19	-1	-1	99	

[Unit2]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=2
UnitType=3
NumberBlocks=1

[Unit2_Block1]
Name=s02_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=6	15	N	control	s02_at	0	13	G	C	G	0	246	-1	-1	99	
Cell2=7	7	N	control	s02_at	5	13	T	A	T	5	119	-1	-1	99	
Cell3=1	1	N	control	s02_at	6	13	A	T	A	6	17	-1	-1	99	
Cell4=4	10	N	control	s02_at	3	13	C	C	C	3	164	-1	-1	99	
Cell5=9	14	N	control	s02_at	4	13	G	G	G	4	233	-1	-1	99	
Cell6=4	2	N	control	s02_at	0	13	G	G	G	0	36	-1	-1	99	
Cell7=12	9	N	control	s02_at	1	13	T	T	T	1	156	-1	-1	99	
Cell8=9	15	N	control	s02_at	3	13	C	G	C	3	249	-1	-1	99	
Cell9=8	8	N	control	s02_at	4	13	G	C	G	4	136	-1	-1	99	
Cell10=15	15	N	control	s02_at	2	13	A	A	A	2	255	-1	-1	99	
Cell11=8	9	N	control	s02_at	7	13	C	G	C	7	152	-1	-1	99	
Cell12=5	7	N	control	s02_at	5	13	T	T	T	5	117	-1	-1	99	
Cell13=11	6	N	control	s02_at	2	13	A	T	A	2	107	-1	-1	99	
Cell14=11	0	N	control	s02_at	7	13	C	C	C	7	11	-1	-1	99	
Cell15=1	12	N	control	s02_at	1	13	T	A	T	1	193	-1	-1	99	
Cell16=15	8	N	control	s02_at	6	13	A	A	A	6	143	-1	-1	99	

[Unit3]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=3
UnitType=3
NumberBlocks=1

[Unit3_Block1]
Name=s03_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=14	0	N	control	s03_at	3	13	G	C	G	3	14	-1	-1	99	
Cell2=13	3	N	control	s03_at	6	13	C	G	C	6	61	-1	-1	99	
Cell3=10	4	N	control	s03_at	4	13	T	A	T	4	74	-1	-1	99	
Cell4=4	6	N	control	s03_at	7	13	G	C	G	7	100	-1	-1	99	
Cell5=7	2	N	control	s03_at	0	13	T	A	T	0	39	-1	-1	99	
Cell6=15	13	N	control	s03_at	2	13	C	C	C	2	223	-1	-1	99	
Cell7=2	8	N	control	s03_at	5	13	A	A	A	5	130	-1	-1	99	
Cell8=4	15	N	control	s03_at	3	13	G	G	G	3	244	-1	-1	99	
Cell9=11	11	N	control	s03_at	1	13	A	T	A	1	187	-1	-1	99	
Cell10=6	5	N	control	s03_at	5	13	A	T	A	5	86	-1	-1	99	
Cell11=2	11	N	control	s03_at	1	13	A	A	A	1	178	-1	-1	99	
Cell12=5	1	N	control	s03_at	0	13	T	T	T	0	21	-1	-1	99	
Cell13=12	1	N	control	s03_at	4	13	T	T	T	4	28	-1	-1	99	
Cell14=5	11	N	control	s03_at	7	13	G	G	G	7	181	-1	-1	99	
Cell15=14	7	N	control	s03_at	6	13	C	C	C	6	126	-1	-1	99	
Cell16=5	4	N	control	s03_at	2	13	C	G	C	2	69	-1	-1	99	

[Unit4]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=4
UnitType=3
NumberBlocks=1

[Unit4_Block1]
Name=s04_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=2	1	N	control	s04_at	2	13	G	C	G	2	18	-1	-1	99	
Cell2=3	7	N	control	s04_at	3	13	T	A	T	3	115	-1	-1	99	
Cell3=10	15	N	control	s04_at	5	13	C	C	C	5	250	-1	-1	99	
Cell4=3	4	N	control	s04_at	1	13	C	G	C	1	67	-1	-1	99	
Cell5=0	4	N	control	s04_at	6	13	G	C	G	6	64	-1	-1	99	
Cell6=8	0	N	control	s04_at	6	13	G	G	G	6	8	-1	-1	99	
Cell7=5	10	N	control	s04_at	2	13	G	G	G	2	165	-1	-1	99	
Cell8=1	11	N	control	s04_at	7	13	T	T	T	7	177	-1	-1	99	
Cell9=8	11	N	control	s04_at	3	13	T	T	T	3	184	-1	-1	99	
Cell10=6	8	N	control	s04_at	5	13	C	G	C	5	134	-1	-1	99	
Cell11=15	14	N	control	s04_at	0	13	A	T	A	0	239	-1	-1	99	
Cell12=9	8	N	control	s04_at	0	13	A	A	A	0	137	-1	-1	99	
Cell13=8	6	N	control	s04_at	7	13	T	A	T	7	104	-1	-1	99	
Cell14=9	9	N	control	s04_at	4	13	A	T	A	4	153	-1	-1	99	
Cell15=0	2	N	control	s04_at	1	13	C	C	C	1	32	-1	-1	99	
Cell16=15	11	N	control	s04_at	4	13	A	A	A	4	191	-1	-1	99	

[Unit5]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=5
UnitType=3
NumberBlocks=1

[Unit5_Block1]
Name=s05_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=10	12	N	control	s05_at	6	13	T	A	T	6	202	-1	-1	99	
Cell2=3	10	N	control	s05_at	5	13	G	G	G	5	163	-1	-1	99	
Cell3=1	8	N	control	s05_at	7	13	A	A	A	7	129	-1	-1	99	
Cell4=3	8	N	control	s05_at	3	13	A	A	A	3	131	-1	-1	99	
Cell5=13	4	N	control	s05_at	2	13	T	T	T	2	77	-1	-1	99	
Cell6=1	0	N	control	s05_at	6	13	T	T	T	6	1	-1	-1	99	
Cell7=14	5	N	control	s05_at	1	13	G	C	G	1	94	-1	-1	99	
Cell8=11	15	N	control	s05_at	2	13	T	A	T	2	251	-1	-1	99	
Cell9=0	9	N	control	s05_at	4	13	C	C	C	4	144	-1	-1	99	
Cell10=10	10	N	control	s05_at	1	13	G	G	G	1	170	-1	-1	99	
Cell11=15	10	N	control	s05_at	5	13	G	C	G	5	175	-1	-1	99	
Cell12=15	7	N	control	s05_at	0	13	C	G	C	0	127	-1	-1	99	
Cell13=1	3	N	control	s05_at	4	13	C	G	C	4	49	-1	-1	99	
Cell14=8	4	N	control	s05_at	3	13	A	T	A	3	72	-1	-1	99	
Cell15=12	3	N	control	s05_at	0	13	C	C	C	0	60	-1	-1	99	
Cell16=4	7	N	control	s05_at	7	13	A	T	A	7	116	-1	-1	99	

[Unit6]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=6
UnitType=3
NumberBlocks=1

[Unit6_Block1]
Name=s06_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=15	0	N	control	s06_at	7	13	C	C	C	7	15	-1	-1	99	
Cell2=11	12	N	control	s06_at	2	13	A	A	A	2	203	-1	-1	99	
Cell3=14	2	N	control	s06_at	3	13	C	G	C	3	46	-1	-1	99	
Cell4=3	13	N	control	s06_at	6	13	A	T	A	6	211	-1	-1	99	
Cell5=13	2	N	control	s06_at	2	13	A	T	A	2	45	-1	-1	99	
Cell6=10	8	N	control	s06_at	5	13	T	T	T	5	138	-1	-1	99	
Cell7=6	4	N	control	s06_at	0	13	G	G	G	0	70	-1	-1	99	
Cell8=8	3	N	control	s06_at	7	13	C	G	C	7	56	-1	-1	99	
Cell9=3	0	N	control	s06_at	6	13	A	A	A	6	3	-1	-1	99	
Cell10=1	4	N	control	s06_at	4	13	G	G	G	4	65	-1	-1	99	
Cell11=9	10	N	control	s06_at	5	13	T	A	T	5	169	-1	-1	99	
Cell12=5	6	N	control	s06_at	1	13	T	T	T	1	101	-1	-1	99	
Cell13=9	0	N	control	s06_at	1	13	T	A	T	1	9	-1	-1	99	
Cell14=7	5	N	control	s06_at	0	13	G	C	G	0	87	-1	-1	99	
Cell15=0	10	N	control	s06_at	3	13	C	C	C	3	160	-1	-1	99	
Cell16=14	12	N	control	s06_at	4	13	G	C	G	4	206	-1	-1	99	

[Unit7]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=7
UnitType=3
NumberBlocks=1

[Unit7_Block1]
Name=s07_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=7	3	N	control	s07_at	5	13	A	A	A	5	55	-1	-1	99	
Cell2=5	0	N	control	s07_at	0	13	T	T	T	0	5	-1	-1	99	
Cell3=6	13	N	control	s07_at	4	13	T	A	T	4	214	-1	-1	99	
Cell4=15	3	N	control	s07_at	6	13	C	C	C	6	63	-1	-1	99	
Cell5=1	15	N	control	s07_at	4	13	T	T	T	4	241	-1	-1	99	
Cell6=10	7	N	control	s07_at	3	13	G	G	G	3	122	-1	-1	99	
Cell7=0	13	N	control	s07_at	2	13	C	G	C	2	208	-1	-1	99	
Cell8=13	15	N	control	s07_at	2	13	C	C	C	2	253	-1	-1	99	
Cell9=13	10	N	control	s07_at	5	13	A	T	A	5	173	-1	-1	99	
Cell10=0	12	N	control	s07_at	0	13	T	A	T	0	192	-1	-1	99	
Cell11=11	1	N	control	s07_at	7	13	G	C	G	7	27	-1	-1	99	
Cell12=10	5	N	control	s07_at	7	13	G	G	G	7	90	-1	-1	99	
Cell13=2	6	N	control	s07_at	1	13	A	A	A	1	98	-1	-1	99	
Cell14=8	12	N	control	s07_at	3	13	G	C	G	3	200	-1	-1	99	
Cell15=8	10	N	control	s07_at	1	13	A	T	A	1	168	-1	-1	99	
Cell16=5	12	N	control	s07_at	6	13	C	G	C	6	197	-1	-1	99	

[Unit8]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=8
UnitType=3
NumberBlocks=1

[Unit8_Block1]
Name=s08_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=14	8	N	control	s08_at	4	13	A	T	A	4	142	-1	-1	99	
Cell2=6	3	N	control	s08_at	5	13	C	C	C	5	54	-1	-1	99	
Cell3=12	6	N	control	s08_at	3	13	T	A	T	3	108	-1	-1	99	
Cell4=2	12	N	control	s08_at	0	13	A	A	A	0	194	-1	-1	99	
Cell5=9	13	N	control	s08_at	2	13	G	C	G	2	217	-1	-1	99	
Cell6=1	6	N	control	s08_at	4	13	A	A	A	4	97	-1	-1	99	
Cell7=4	4	N	control	s08_at	1	13	C	C	C	1	68	-1	-1	99	
Cell8=0	14	N	control	s08_at	7	13	T	T	T	7	224	-1	-1	99	
Cell9=1	7	N	control	s08_at	0	13	A	T	A	0	113	-1	-1	99	
Cell10=2	0	N	control	s08_at	7	13	T	A	T	7	2	-1	-1	99	
Cell11=8	14	N	control	s08_at	1	13	C	G	C	1	232	-1	-1	99	
Cell12=7	11	N	control	s08_at	5	13	C	G	C	5	183	-1	-1	99	
Cell13=6	0	N	control	s08_at	2	13	G	G	G	2	6	-1	-1	99	
Cell14=5	14	N	control	s08_at	3	13	T	T	T	3	229	-1	-1	99	
Cell15=12	2	N	control	s08_at	6	13	G	C	G	6	44	-1	-1	99	
Cell16=12	5	N	control	s08_at	6	13	G	G	G	6	92	-1	-1	99	

[Unit9]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=9
UnitType=3
NumberBlocks=1

[Unit9_Block1]
Name=s09_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=4	8	N	control	s09_at	7	13	A	T	A	7	132	-1	-1	99	
Cell2=13	7	N	control	s09_at	2	13	T	T	T	2	125	-1	-1	99	
Cell3=11	9	N	control	s09_at	4	13	C	C	C	4	155	-1	-1	99	
Cell4=11	2	N	control	s09_at	4	13	C	G	C	4	43	-1	-1	99	
Cell5=12	0	N	control	s09_at	7	13	A	A	A	7	12	-1	-1	99	
Cell6=3	12	N	control	s09_at	1	13	G	G	G	1	195	-1	-1	99	
Cell7=12	12	N	control	s09_at	5	13	G	C	G	5	204	-1	-1	99	
Cell8=11	7	N	control	s09_at	1	13	G	C	G	1	123	-1	-1	99	
Cell9=15	6	N	control	s09_at	3	13	A	T	A	3	111	-1	-1	99	
Cell10=11	14	N	control	s09_at	0	13	C	C	C	0	235	-1	-1	99	
Cell11=9	5	N	control	s09_at	6	13	T	A	T	6	89	-1	-1	99	
Cell12=14	11	N	control	s09_at	3	13	A	A	A	3	190	-1	-1	99	
Cell13=4	13	N	control	s09_at	0	13	C	G	C	0	212	-1	-1	99	
Cell14=5	2	N	control	s09_at	2	13	T	A	T	2	37	-1	-1	99	
Cell15=8	5	N	control	s09_at	5	13	G	G	G	5	88	-1	-1	99	
Cell16=4	3	N	control	s09_at	6	13	T	T	T	6	52	-1	-1	99	

[Unit10]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=10
UnitType=3
NumberBlocks=1

[Unit10_Block1]
Name=s10_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=12	13	N	control	s10_at	0	13	G	G	G	0	220	-1	-1	99	
Cell2=4	5	N	control	s10_at	2	13	A	T	A	2	84	-1	-1	99	
Cell3=14	6	N	control	s10_at	7	13	C	C	C	7	110	-1	-1	99	
Cell4=13	0	N	control	s10_at	1	13	T	T	T	1	13	-1	-1	99	
Cell5=3	6	N	control	s10_at	6	13	A	T	A	6	99	-1	-1	99	
Cell6=12	11	N	control	s10_at	5	13	T	A	T	5	188	-1	-1	99	
Cell7=12	15	N	control	s10_at	3	13	C	C	C	3	252	-1	-1	99	
Cell8=9	2	N	control	s10_at	6	13	A	A	A	6	41	-1	-1	99	
Cell9=4	11	N	control	s10_at	3	13	C	G	C	3	180	-1	-1	99	
Cell10=7	0	N	control	s10_at	7	13	C	G	C	7	7	-1	-1	99	
Cell11=9	3	N	control	s10_at	4	13	G	G	G	4	57	-1	-1	99	
Cell12=12	4	N	control	s10_at	5	13	T	T	T	5	76	-1	-1	99	
Cell13=13	6	N	control	s10_at	1	13	T	A	T	1	109	-1	-1	99	
Cell14=2	2	N	control	s10_at	4	13	G	C	G	4	34	-1	-1	99	
Cell15=7	12	N	control	s10_at	0	13	G	C	G	0	199	-1	-1	99	
Cell16=2	3	N	control	s10_at	2	13	A	A	A	2	50	-1	-1	99	

[Unit11]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=11
UnitType=3
NumberBlocks=1

[Unit11_Block1]
Name=s11_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=13	12	N	control	s11_at	1	13	A	T	A	1	205	-1	-1	99	
Cell2=1	13	N	control	s11_at	6	13	C	C	C	6	209	-1	-1	99	
Cell3=4	12	N	control	s11_at	0	13	T	T	T	0	196	-1	-1	99	
Cell4=0	3	N	control	s11_at	2	13	C	C	C	2	48	-1	-1	99	
Cell5=10	13	N	control	s11_at	5	13	A	A	A	5	218	-1	-1	99	
Cell6=15	9	N	control	s11_at	6	13	C	G	C	6	159	-1	-1	99	
Cell7=8	1	N	control	s11_at	7	13	G	C	G	7	24	-1	-1	99	
Cell8=0	15	N	control	s11_at	4	13	T	A	T	4	240	-1	-1	99	
Cell9=11	3	N	control	s11_at	2	13	C	G	C	2	59	-1	-1	99	
Cell10=0	6	N	control	s11_at	5	13	A	T	A	5	96	-1	-1	99	
Cell11=12	10	N	control	s11_at	0	13	T	A	T	0	172	-1	-1	99	
Cell12=13	13	N	control	s11_at	3	13	G	G	G	3	221	-1	-1	99	
Cell13=6	1	N	control	s11_at	3	13	G	C	G	3	22	-1	-1	99	
Cell14=8	13	N	control	s11_at	1	13	A	A	A	1	216	-1	-1	99	
Cell15=11	13	N	control	s11_at	7	13	G	G	G	7	219	-1	-1	99	
Cell16=2	10	N	control	s11_at	4	13	T	T	T	4	162	-1	-1	99	

[Unit12]
Name=NONE
Direction=2
NumAtoms=8
NumCells=16
UnitNumber=12
UnitType=3
NumberBlocks=1

[Unit12_Block1]
Name=s12_at
BlockNumber=1
NumAtoms=8
NumCells=16
StartPosition=0
StopPosition=7
CellHeader=X	Y	PROBE	FEAT	QUAL	EXPOS	POS	CBASE	PBASE	TBASE	ATOM	INDEX	CODONIND	CODON	REGIONTYPE	REGION
Cell1=3	9	N	control	s12_at	6	13	G	C	G	6	147	-1	-1	99	
Cell2=2	4	N	control	s12_at	0	13	A	A	A	0	66	-1	-1	99	
Cell3=14	9	N	control	s12_at	7	13	T	A	T	7	158	-1	-1	99	
Cell4=14	3	N	control	s12_at	5	13	C	G	C	5	62	-1	-1	99	
Cell5=2	15	N	control	s12_at	5	13	C	C	C	5	242	-1	-1	99	
Cell6=2	5	N	control	s12_at	7	13	T	T	T	7	82	-1	-1	99	
Cell7=1	2	N	control	s12_at	1	13	C	G	C	1	33	-1	-1	99	
Cell8=6	10	N	control	s12_at	3	13	T	T	T	3	166	-1	-1	99	
Cell9=5	8	N	control	s12_at	3	13	T	A	T	3	133	-1	-1	99	
Cell10=9	7	N	control	s12_at	2	13	G	G	G	2	121	-1	-1	99	
Cell11=4	14	N	control	s12_at	4	13	A	T	A	4	228	-1	-1	99	
Cell12=13	9	N	control	s12_at	6	13	G	G	G	6	157	-1	-1	99	
Cell13=15	4	N	control	s12_at	0	13	A	T	A	0	79	-1	-1	99	
Cell14=5	9	N	control	s12_at	1	13	C	C	C	1	149	-1	-1	99	
Cell15=8	7	N	control	s12_at	4	13	A	A	A	4	120	-1	-1	99	
Cell16=3	3	N	control	s12_at	2	13	G	C	G	2	51	-1	-1	99	

