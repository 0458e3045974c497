NAME canteen
ROWS
 N cost
 G kcal
 G protein
 G fibre
 L meat
COLUMNS
 pasta cost 1.14 kcal 360
 pasta protein 12 fibre 3
 pasta meat -0.4
 lentils cost 1.33 kcal 320
 lentils protein 24 fibre 15
 chicken cost 3.96 kcal 240
 chicken protein 27 fibre 0
 chicken meat 1
 salad cost 1.74 kcal 90
 salad protein 3 fibre 4
 rice cost 0.86 kcal 350
 rice protein 7 fibre 2
 rice meat -0.4
 fish cost 6.23 kcal 210
 fish protein 22 fibre 0
 fish meat 1
RHS
 RHS kcal 1760 protein 70.9
 RHS fibre 24 meat 3
BOUNDS
 UP BND pasta 5
 UP BND lentils 4
 UP BND chicken 4
 UP BND salad 6
 UP BND rice 5
 UP BND fish 3
ENDATA
